using Antiphon.Data;
using Antiphon.Sandbox;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Events.Dispatch;

/// <summary>
/// The events that wait for a consumer. Whoever takes one locks its row and deletes it together with the effects, so a crash gives it back by itself.
/// </summary>
internal sealed class EventQueue(DeskDb db, TimeProvider clock)
{
    public const string Announcement = "events_queued";

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly Sql Account = Sql.Of($"q.account_id");

    /// <summary>
    /// Takes the oldest events whose subjects have no older one waiting, and those that wait behind them, in the open transaction. Only the first of a subject
    /// is locked: nobody else takes what stands behind it. An event that is taken elsewhere, or that waits for another attempt, holds up its own subject and no
    /// other.
    /// </summary>
    public Task<List<QueuedEvent>> TakeAsync(string consumer, int most, CancellationToken cancellationToken)
    {
        var first = Sql.Of(
            $"""
            select q.account_id, q.consumer, q.event_id, q.subject_type, q.subject_id, q.attempts from event_queue q
            where q.consumer || ':' = {consumer + ":"} and (q.due_at is null or q.due_at <= {clock.NowIn(Account)})
              and (select earlier.event_id from event_queue earlier
                where earlier.account_id = q.account_id and earlier.consumer = q.consumer and earlier.subject_type = q.subject_type and earlier.subject_id = q.subject_id
                  and earlier.event_id < q.event_id limit 1) is null{OneByOne()}{clock.AndKnown(Account)}
            order by q.event_id limit {most} for update of q skip locked
            """);
        // Lateral joins that cannot be turned round: of the first ones those behind them, and of these the events.
        var behind = most == 1
            ? Sql.Of($"first q")
            : Sql.Of(
                $"""
                first cross join lateral (
                  select q.* from event_queue q where q.account_id = first.account_id and q.consumer = first.consumer and q.subject_type = first.subject_type and q.subject_id = first.subject_id{Alone()}
                  offset 0) q
                """);
        var take = Sql.Of(
            $"""
            with first as ({first})
            select {QueuedEvent.Columns:raw} from {behind} cross join lateral (select * from events e where e.account_id = q.account_id and e.id = q.event_id offset 0) e
            order by q.event_id limit {most}
            """);
        return db.BatchAsync(
            [Planner.InOrder, take, Planner.AsUsual],
            async (read, token) =>
            {
                await read.FirstOrDefaultAsync(_ => true, token);
                return await read.ListAsync(QueuedEvent.Read, token);
            },
            cancellationToken);
    }

    public async Task RemoveAsync(string consumer, IReadOnlyList<QueuedEvent> taken, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            $"""
            delete from event_queue q
            using unnest({taken.Select(item => item.AccountId).ToArray()}, {taken.Select(item => item.SubjectType).ToArray()}, {taken.Select(item => item.SubjectId).ToArray()},
              {taken.Select(item => item.Id).ToArray()}) done (account_id, subject_type, subject_id, event_id)
            where q.account_id = done.account_id and q.consumer = {consumer} and q.subject_type = done.subject_type and q.subject_id = done.subject_id and q.event_id = done.event_id
            """,
            cancellationToken);
        if (taken.Any(item => SandboxAccounts.IsSandbox(item.AccountId)))
        {
            // It is another consumer's turn.
            await db.ExecuteAsync(Announcements.Notify(Announcement, ""), cancellationToken);
        }
    }

    /// <summary>Lets an event wait that could not be handled: a second, then twice as long each time, five minutes at most.</summary>
    public Task PostponeAsync(string consumer, QueuedEvent taken, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(taken.Attempts, 20))));
        return db.ExecuteAsync(
            $"""
            update event_queue set attempts = attempts + 1, due_at = {clock.NowOf(taken.AccountId) + pause}
            where account_id = {taken.AccountId} and consumer = {consumer} and subject_type = {taken.SubjectType} and subject_id = {taken.SubjectId} and event_id = {taken.Id}
            """,
            cancellationToken);
    }

    /// <summary>When the next postponed event is due; null when none waits.</summary>
    public Task<DateTimeOffset?> NextDueAsync(string consumer, CancellationToken cancellationToken) => db.SingleAsync(
        $"select min(due_at) from event_queue where consumer || ':' = {consumer + ":"} and due_at > {clock.Now()}{clock.AndOrdinary(Sql.Of($"account_id"))}", row => row.TimeOrNull(0), cancellationToken);

    // A sandbox takes up its events strictly one after the other, and of each event one consumer after the other, so that a script leaves the same behind each time.
    private Sql OneByOne() => clock is AccountClock { HasSandboxes: true }
        ? Sql.Of(
            $"""
             and ({SandboxAccounts.Ordinary(Account)} or (select earlier.event_id from event_queue earlier
              where earlier.account_id = q.account_id and (earlier.event_id, earlier.consumer) < (q.event_id, q.consumer) and earlier.due_at is null limit 1) is null)
            """)
        : Sql.Empty;

    private Sql Alone() => clock is AccountClock { HasSandboxes: true } ? Sql.Of($" and ({SandboxAccounts.Ordinary(Account)} or q.event_id = first.event_id)") : Sql.Empty;
}
