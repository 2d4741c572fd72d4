using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Sandbox.Faults;

/// <summary>Lets everything work again.</summary>
internal sealed class RemoveFaults
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapDelete("/faults", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().WithName("RemoveSandboxFaults").Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(Actor actor, SandboxStore store, CancellationToken cancellationToken) =>
        Result.Of(await store.SetFaultsAsync(actor.AccountId, null, cancellationToken)).ToNoContent("Failed to remove faults");
}
