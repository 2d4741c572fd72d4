using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Accounts;

/// <summary>The one route of logistics that the original describes (contract page account, Pickups). Nothing makes a pickup, so there is none to delete.</summary>
internal static class DeletePickup
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapDelete("/pickups/{id:long}", Handle).RequireScope(Scope.TicketsWrite, Right.HandleTickets).Produces(StatusCodes.Status204NoContent);

    private static IResult Handle(long id) => Find(id).ToNoContent("Failed to delete pickup");

    private static Result<Done> Find(long id)
    {
        _ = id;
        return Failure.NotFound();
    }
}
