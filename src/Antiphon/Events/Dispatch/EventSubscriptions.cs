using Antiphon.Data;

namespace Antiphon.Events.Dispatch;

/// <summary>Which types of events a consumer acts on in an account. Only those reach the queue, from the moment on at which this commits.</summary>
internal sealed class EventSubscriptions(DeskDb db)
{
    /// <summary>Replaces what the consumer is subscribed to, in the transaction of whatever decides it.</summary>
    public async Task SetAsync(long accountId, string consumer, string[] types, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync($"delete from event_subscriptions where account_id = {accountId} and consumer = {consumer} and type <> all({types})", cancellationToken);
        await db.ExecuteAsync(
            $"insert into event_subscriptions (account_id, consumer, type) select {accountId}, {consumer}, type from unnest({types}) type on conflict do nothing", cancellationToken);
    }
}
