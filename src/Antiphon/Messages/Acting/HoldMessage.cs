using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Messages.Acting;

/// <summary>Keeps a message here while its calls are made or when one failed, and lets it go.</summary>
internal sealed class HoldMessage(DeskDb db, TimeProvider clock)
{
    /// <summary>In its place in the queue, so that what follows in the conversation does not overtake it, and not due. False when it is not to be sent at all.</summary>
    public async Task<bool> WaitAsync(long messageId, Actor actor, CancellationToken cancellationToken) => await db.ExecuteAsync(
        $"update messages set delivery_due_at = null where account_id = {actor.AccountId} and id = {messageId} and delivery = 'queued'", cancellationToken) == 1;

    public async Task FailAsync(long ticketId, long messageId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var error = new Jsonb(new JsonObject { ["error"] = reason }.ToJsonString());
        await db.ExecuteAsync(
            $"""
            update messages set delivery = 'failed', delivery_due_at = null, failed_at = {now}, last_sending_error = {error}
            where account_id = {actor.AccountId} and id = {messageId}
            """,
            cancellationToken);
        await db.ExecuteAsync($"update tickets set {TicketSummary.Delivery(actor.AccountId, ticketId)} where account_id = {actor.AccountId} and id = {ticketId}", cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, now, [MessageEvents.Of(EventType.TicketMessageFailed, ticketId, messageId)]), cancellationToken);
    }

    public async Task ReleaseAsync(long messageId, Actor actor, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            $"update messages set delivery_due_at = {clock.Now()} where account_id = {actor.AccountId} and id = {messageId} and delivery = 'queued' and delivery_due_at is null", cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(StoreMessages.Announcement, ""), cancellationToken);
    }
}
