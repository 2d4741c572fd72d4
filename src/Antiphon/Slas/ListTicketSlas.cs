using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Slas.Clocks;

namespace Antiphon.Slas;

/// <summary>The clocks of a ticket. A moment passes between what happens to a ticket and what is told here.</summary>
internal sealed class ListTicketSlas(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tickets/{ticketId:long}/slas", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Extension().Produces<TicketSlasResource>();

    private static async Task<IResult> HandleAsync(long ticketId, Actor actor, ListTicketSlas listTicketSlas, CancellationToken cancellationToken) =>
        (await listTicketSlas.RunAsync(ticketId, actor, cancellationToken)).ToOk("Failed to list the SLAs of the ticket", slas => slas);

    public async Task<Result<TicketSlasResource>> RunAsync(long ticketId, Actor actor, CancellationToken cancellationToken)
    {
        var (exists, sla) = await db.BatchAsync(
            [Sql.Of($"select id from tickets where account_id = {actor.AccountId} and id = {ticketId}"), .. TicketSla.Select(actor.AccountId, ticketId)],
            async (results, token) => (await results.FirstOrDefaultAsync(_ => true, token), await TicketSla.ReadAsync(results, token)),
            cancellationToken);
        return exists ? sla?.ToResource() ?? new TicketSlasResource([]) : Failure.NotFound();
    }
}
