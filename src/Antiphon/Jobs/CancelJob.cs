using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Jobs;

/// <summary>Ends a job: one that waits never starts, one that runs stops before its next piece, and one that has ended stays as it is. What was done stays done.</summary>
internal sealed class CancelJob(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/jobs/{id:long}", HandleAsync).RequireScope(Scope.JobsWrite, Right.HandleTickets).Classed(CallClass.Write)
        .Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, CancelJob cancelJob, CancellationToken cancellationToken) =>
        (await cancelJob.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to cancel job");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await LockAsync(id, actor, cancellationToken) is not { } job)
        {
            return Failure.NotFound();
        }

        if (!May(job, actor))
        {
            return Failure.Forbidden();
        }

        await StopAsync(job, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }

    /// <summary>Whoever made it, and whoever leads.</summary>
    public static bool May(Job job, Actor actor) => job.UserId == actor.UserId || actor.Can(Right.LeadDesk);

    /// <summary>The job, which no worker takes or leaves before the open transaction ends; null when there is none.</summary>
    public Task<Job?> LockAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        db.FirstOrDefaultAsync(Job.Select(actor.AccountId) + Sql.Of($" and j.id = {id} for no key update of j"), Job.Read, cancellationToken);

    /// <summary>Ends a locked job, or asks its worker to.</summary>
    public async Task StopAsync(Job job, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        if (job.IsWaiting)
        {
            await db.ExecuteAsync(
                $"""
                update jobs set status = {JobStatus.Canceled}, cancel_requested_at = {now}, cancelled_at = {now}, ended_at = {now} where account_id = {actor.AccountId} and id = {job.Id}
                """,
                cancellationToken);
        }
        else if (job.Status is JobStatus.Running)
        {
            await db.ExecuteAsync($"update jobs set status = {JobStatus.CancelRequested}, cancel_requested_at = {now} where account_id = {actor.AccountId} and id = {job.Id}", cancellationToken);
        }
    }
}
