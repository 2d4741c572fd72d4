using Antiphon.Data;
using Npgsql;

namespace Antiphon.Scheduling;

/// <summary>The schedule. Work is put on it, moved and taken off in the transaction of whatever decides about it.</summary>
internal sealed class DueQueue(DeskDb db, TimeProvider clock)
{
    public const string Announcement = "due_work";

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

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
    public Task<DueWork?> TakeAsync(string[] kinds, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<DueWork?>(
        $"""
        select account_id, kind, subject_id, due_at, attempts from due_work where due_at <= {clock.Now()} and kind = any({kinds})
        order by due_at, account_id, kind, subject_id limit 1 for update skip locked
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
            update due_work set attempts = attempts + 1, due_at = {clock.Now() + pause}
            where account_id = {work.AccountId} and kind = {work.Kind} and subject_id = {work.SubjectId} and due_at = {work.DueAt}
            """,
            cancellationToken);
    }

    /// <summary>When something of these kinds is due that is not yet; null when nothing is.</summary>
    public Task<DateTimeOffset?> NextAsync(string[] kinds, CancellationToken cancellationToken) => db.SingleAsync(
        $"select min(due_at) from due_work where due_at > {clock.Now()} and kind = any({kinds})", row => row.TimeOrNull(0), cancellationToken);

    private static DueWork Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.Time(3), row.GetInt32(4));
}
