using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Messages;

/// <summary>Deletes a message for good. The ticket stays, even without messages; the event is what remains of it in the ticket's history.</summary>
internal sealed class DeleteMessage(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/tickets/{ticketId:long}/messages/{id:long}", HandleAsync)
        .RequireScope(Scope.TicketsWrite, Right.AddNotes)
        .Writes(EventType.TicketMessageDeleted, EventType.TicketUpdated)
        .Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long ticketId, long id, Actor actor, DeleteMessage deleteMessage, CancellationToken cancellationToken) =>
        (await deleteMessage.RunAsync(ticketId, id, actor, cancellationToken)).ToNoContent("Failed to delete message");

    public async Task<Result<Done>> RunAsync(long ticketId, long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await LockedTicket.FindAsync(db, actor.AccountId, ticketId, cancellationToken);
        var deleted = await db.FirstOrDefaultAsync(
            $"delete from messages where account_id = {actor.AccountId} and ticket_id = {ticketId} and id = {id} returning channel, public, from_agent",
            row => (MessageKind?)MessageKinds.Of(row.GetString(0), row.GetBoolean(1), row.GetBoolean(2)),
            cancellationToken);
        if (deleted is null)
        {
            return Failure.NotFound();
        }

        if (deleted is not MessageKind.Note && !actor.Can(Right.HandleTickets))
        {
            return Failure.Forbidden();
        }

        var now = clock.Now();
        await db.ExecuteAsync($"update tickets set {TicketSummary.Anew(actor.AccountId, ticketId)}, updated_at = {now} where account_id = {actor.AccountId} and id = {ticketId}", cancellationToken);
        await db.ExecuteAsync(
            EventLog.Of(
                actor,
                now,
                [
                    MessageEvents.Of(EventType.TicketMessageDeleted, ticketId, id),
                    new(EventType.TicketUpdated, EventObject.Ticket, ticketId, new System.Text.Json.Nodes.JsonObject { ["deleted_message_id"] = id }),
                ]),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
