using Antiphon.Data;

namespace Antiphon.Events.Dispatch;

/// <summary>
/// The events that wait for a consumer. Whoever takes one locks its row and deletes it together with the effects, so a crash gives it back by itself.
/// </summary>
internal sealed class EventQueue(DeskDb db, TimeProvider clock)
{
    public const string Announcement = "events_queued";

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Takes the oldest event whose subject has no older one waiting, in the open transaction. An event that is taken elsewhere, or that waits for another
    /// attempt, holds up its own subject and no other.
    /// </summary>
    public Task<QueuedEvent?> TakeAsync(string consumer, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<QueuedEvent?>(
        $"""
        select {QueuedEvent.Columns:raw}
        from event_queue q join events e on e.account_id = q.account_id and e.id = q.event_id
        where q.consumer = {consumer} and (q.due_at is null or q.due_at <= {clock.Now()})
          and (select earlier.event_id from event_queue earlier
            where earlier.account_id = q.account_id and earlier.consumer = q.consumer and earlier.subject_type = q.subject_type and earlier.subject_id = q.subject_id
              and earlier.event_id < q.event_id limit 1) is null
        order by q.event_id limit 1 for update of q skip locked
        """,
        QueuedEvent.Read,
        cancellationToken);

    public Task RemoveAsync(string consumer, QueuedEvent taken, CancellationToken cancellationToken) =>
        db.ExecuteAsync($"delete from event_queue where account_id = {taken.AccountId} and consumer = {consumer} and event_id = {taken.Id}", cancellationToken);

    /// <summary>Lets an event wait that could not be handled: a second, then twice as long each time, five minutes at most.</summary>
    public Task PostponeAsync(string consumer, QueuedEvent taken, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(taken.Attempts, 20))));
        return db.ExecuteAsync(
            $"""
            update event_queue set attempts = attempts + 1, due_at = {clock.Now() + pause}
            where account_id = {taken.AccountId} and consumer = {consumer} and event_id = {taken.Id}
            """,
            cancellationToken);
    }

    /// <summary>When the next postponed event is due; null when none waits.</summary>
    public Task<DateTimeOffset?> NextDueAsync(string consumer, CancellationToken cancellationToken) => db.SingleAsync(
        $"select min(due_at) from event_queue where consumer = {consumer} and due_at > {clock.Now()}", row => row.TimeOrNull(0), cancellationToken);
}
