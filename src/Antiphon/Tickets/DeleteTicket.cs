using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Tickets;

/// <summary>Deletes a ticket for good, with its messages. The trash is <c>trashed_datetime</c>.</summary>
internal sealed class DeleteTicket(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/tickets/{id:long}", HandleAsync).RequireScope(Scope.TicketsWrite, Right.LeadDesk)
        .Writes(EventType.TicketDeleted).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteTicket deleteTicket, CancellationToken cancellationToken) =>
        (await deleteTicket.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete ticket");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var deleted = await db.FirstOrDefaultAsync<long?>(
            $"""
            with deleted as (delete from tickets where account_id = {actor.AccountId} and id = {id} returning id),
            logged as ({EventLog.Of(actor, EventType.TicketDeleted, EventObject.Ticket, clock.Now(), Sql.Of($"select id, null::jsonb from deleted"))})
            select id from deleted
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return deleted is null ? Failure.NotFound() : default(Done);
    }
}
