using Antiphon.Data;
using Antiphon.Sandbox.Clock;
using Npgsql;

namespace Antiphon.Scheduling;

/// <summary>The schedule. Work is put on it, moved and taken off in the transaction of whatever decides about it.</summary>
internal sealed class DueQueue(DeskDb db, TimeProvider clock)
{
    public const string Announcement = "due_work";

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly Sql Account = Sql.Of($"account_id");

    /// <summary>A statement that schedules work, or moves it to another time; null takes it off.</summary>
    public static Sql Schedule(long accountId, string kind, long subjectId, DateTimeOffset? dueAt) => dueAt is null
        ? Sql.Of($"delete from due_work where account_id = {accountId} and kind = {kind} and subject_id = {subjectId}")
        : Sql.Of(
            $"""
            insert into due_work (account_id, kind, subject_id, due_at) values ({accountId}, {kind}, {subjectId}, {dueAt})
            on conflict (account_id, kind, subject_id) do update set due_at = excluded.due_at, attempts = 0
            """);

    /// <summary>Wakes those who wait when the transaction commits; without it they look by themselves a little later.</summary>
    public static Sql Announce() => Announcements.Notify(Announcement, "");

    /// <summary>Takes the work that has been due the longest of those that no other node holds, in the open transaction.</summary>
    public async Task<DueWork?> TakeAsync(string[] kinds, CancellationToken cancellationToken) => await db.FirstOrDefaultAsync<DueWork?>(
        $"""
        select account_id, kind, subject_id, due_at, attempts from due_work where due_at <= {clock.Now()} and kind = any({kinds}){clock.AndOrdinary(Account)}
        order by due_at, account_id, kind, subject_id limit 1 for update skip locked
        """,
        Read,
        cancellationToken) ?? (clock is AccountClock { HasSandboxes: true } all ? await TakeOfSandboxAsync(all, kinds, cancellationToken) : null);

    // In a sandbox one work after the other is done, and only by its own clock.
    private Task<DueWork?> TakeOfSandboxAsync(AccountClock all, string[] kinds, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<DueWork?>(
        $"""
        select w.account_id, w.kind, w.subject_id, w.due_at, w.attempts from {all.Times()} cross join lateral (
          select * from due_work w where w.account_id = sandbox_times.account_id and w.kind = any({kinds}) and w.due_at <= sandbox_times.at{clock.AndTurn(Timetables.Scheduled, Sql.Of($"w.account_id"))}
          order by w.due_at, w.kind, w.subject_id limit 1 for update skip locked) w
        limit 1
        """,
        Read,
        cancellationToken);

    /// <summary>To be called before the work is done, which may put it on the schedule anew.</summary>
    public Task RemoveAsync(DueWork work, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"delete from due_work where account_id = {work.AccountId} and kind = {work.Kind} and subject_id = {work.SubjectId}", cancellationToken);

    /// <summary>Lets work wait that could not be done: a second, then twice as long each time, five minutes at most.</summary>
    public Task PostponeAsync(DueWork work, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(work.Attempts, 20))));
        return db.ExecuteAsync(
            $"""
            update due_work set attempts = attempts + 1, due_at = {clock.NowOf(work.AccountId) + pause}
            where account_id = {work.AccountId} and kind = {work.Kind} and subject_id = {work.SubjectId} and due_at = {work.DueAt}
            """,
            cancellationToken);
    }

    /// <summary>When something of these kinds is due that is not yet; null when nothing is. Sandboxes tell by themselves.</summary>
    public Task<DateTimeOffset?> NextAsync(string[] kinds, CancellationToken cancellationToken) => db.SingleAsync(
        $"select min(due_at) from due_work where due_at > {clock.Now()} and kind = any({kinds}){clock.AndOrdinary(Account)}", row => row.TimeOrNull(0), cancellationToken);

    private static DueWork Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Time(3), row.GetInt32(4));
}
