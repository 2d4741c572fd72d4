using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Jobs.Running;

/// <summary>
/// The jobs that wait and those that are worked on: one of an account at a time, in the order in which they were due. A node takes one for a while that each piece
/// renews; when it dies, the while runs out, and another goes on where the last piece ended.
/// </summary>
internal sealed class JobQueue(DeskDb db, IOptions<JobsOptions> options, TimeProvider clock)
{
    public const string Announcement = "jobs";

    private const int MostFailures = 20;

    /// <summary>Takes the job that is due first; null when none is.</summary>
    public async Task<ClaimedJob?> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = clock.NowIn(Sql.Of($"taken.account_id"));
        try
        {
            return await db.FirstOrDefaultAsync(
                $"""
                with due as (
                  select j.account_id, j.id from jobs j
                  where j.due_at <= {clock.NowIn(Sql.Of($"j.account_id"))}{clock.AndTurn(Timetables.Running, Sql.Of($"j.account_id"))} and (j.status in {Job.ActiveStatuses:raw} or j.status in {Job.WaitingStatuses:raw} and not exists (
                    select from jobs other where other.account_id = j.account_id
                      and (other.status in {Job.ActiveStatuses:raw} or other.status in {Job.WaitingStatuses:raw} and (other.due_at, other.id) < (j.due_at, j.id))))
                  order by j.due_at, j.id limit 1 for update of j skip locked)
                update jobs taken set status = case when taken.status in {Job.ActiveStatuses:raw} then taken.status else {JobStatus.Running} end,
                  due_at = {clock.NowIn(Sql.Of($"taken.account_id"), options.Value.Lease)}, locked_at = {now}, started_at = coalesce(taken.started_at, {now}), attempts = taken.attempts + 1
                from due where taken.account_id = due.account_id and taken.id = due.id
                returning {ClaimedJob.Columns:raw}
                """,
                ClaimedJob.Read,
                cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another node has just begun one of this account.
            return null;
        }
    }

    /// <summary>When the next job is due, as far as one is known.</summary>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => db.SingleAsync(
        $"select min(due_at) from jobs where (status in {Job.ActiveStatuses:raw} or status in {Job.WaitingStatuses:raw}){clock.AndOrdinary(Sql.Of($"account_id"))}", row => row.TimeOrNull(0), cancellationToken);

    /// <summary>Who made the job, as they are now, and their address; null when they may no longer do anything.</summary>
    public async Task<(Actor Actor, string? Email)?> CreatorAsync(ClaimedJob job, CancellationToken cancellationToken) => await db.FirstOrDefaultAsync<(Actor, string?)?>(
        $"select role, email from users where account_id = {job.AccountId} and id = {job.Actor.UserId} and active and deleted_at is null",
        row => (job.Actor with { Role = row.GetString(0) }, row.Text(1)),
        cancellationToken);

    /// <summary>What comes next; a piece without ids and items when everything is done.</summary>
    public async Task<JobBatch> NextAsync(ClaimedJob job, CancellationToken cancellationToken) => await db.FirstOrDefaultAsync(
        $"""
        select j.status, j.next_batch, b.ids, b.items, jsonb_array_length(j.failures)
        from jobs j left join job_batches b on b.account_id = j.account_id and b.job_id = j.id and b.number = j.next_batch
        where j.account_id = {job.AccountId} and j.id = {job.Id} and j.attempts = {job.Attempt} and j.status in {Job.ActiveStatuses:raw}
        """,
        row => new JobBatch(row.GetString(0), row.GetInt32(1), row.IsDBNull(2) ? null : row.GetFieldValue<long[]>(2), row.Json(3), row.GetInt32(4)),
        cancellationToken) ?? throw new LostJobException();

    /// <summary>Notes what was selected, once for all attempts.</summary>
    public Task PreparedAsync(ClaimedJob job, long total, CancellationToken cancellationToken) => WriteAsync(job, Sql.Of($"total_count = {total}"), cancellationToken);

    /// <summary>What writes one file begins anew with each attempt.</summary>
    public Task RestartAsync(ClaimedJob job, CancellationToken cancellationToken) =>
        WriteAsync(job, Sql.Of($"next_batch = 0, progress_count = 0, failed_count = 0, failures = '[]'"), cancellationToken);

    /// <summary>Counts a piece, in the transaction in which it happened. What is kept of it, whatever becomes of the next one, is a step forward: breaks are counted anew.</summary>
    public Task ProgressAsync(ClaimedJob job, JobBatch batch, long done, IReadOnlyList<JobFailure> failed, bool isKept, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobFailure> shown = [.. failed.Take(Math.Max(0, MostFailures - batch.Failures))];
        var failures = new Jsonb(JsonSerializer.Serialize(shown, (JsonTypeInfo<IReadOnlyList<JobFailure>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<JobFailure>))));
        return WriteAsync(
            job,
            Sql.Of($"next_batch = {batch.Number + 1}, progress_count = progress_count + {done}, failed_count = failed_count + {failed.Count}, failures = failures || {failures}, breaks = case when {isKept} then 0 else breaks end"),
            cancellationToken);
    }

    /// <summary>Ends a job. What was to be done is forgotten with it.</summary>
    public async Task EndAsync(ClaimedJob job, string status, string? error, long? fileId, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        await WriteAsync(
            job,
            Sql.Of(
                $"""
                status = case when {status} = 'done' and failed_count > 0 then 'errored' else {status} end, ended_at = {now}, error = {error}, file_id = {fileId},
                failed_at = case when {status} = 'fatal_errored' or {status} = 'done' and failed_count > 0 then {now}::timestamptz end,
                cancelled_at = case when {status} = 'canceled' then {now}::timestamptz end
                """),
            cancellationToken);
        await db.ExecuteAsync($"delete from job_batches where account_id = {job.AccountId} and job_id = {job.Id}", cancellationToken);
        // The next of this account may begin, wherever there is room.
        await db.ExecuteAsync(Announcements.Notify(Announcement, ""), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Gives a job back: at once when the node stops, after a rest when a piece broke.</summary>
    public async Task ReleaseAsync(ClaimedJob job, TimeSpan rest, bool broke, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            $"""
            update jobs set due_at = {clock.Now() + rest}, breaks = breaks + {(broke ? 1 : 0)}
            where account_id = {job.AccountId} and id = {job.Id} and attempts = {job.Attempt} and status in {Job.ActiveStatuses:raw}
            """,
            cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(Announcement, ""), cancellationToken);
    }

    private async Task WriteAsync(ClaimedJob job, Sql changes, CancellationToken cancellationToken)
    {
        if (await db.ExecuteAsync(
            $"""
            update jobs set due_at = {clock.Now() + options.Value.Lease}, {changes}
            where account_id = {job.AccountId} and id = {job.Id} and attempts = {job.Attempt} and status in {Job.ActiveStatuses:raw}
            """,
            cancellationToken) == 0)
        {
            throw new LostJobException();
        }
    }
}
