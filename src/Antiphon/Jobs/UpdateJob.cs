using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Jobs;

/// <summary>Changes a job that waits, asks one that runs to stop, and keeps the caller's own data of any.</summary>
internal sealed class UpdateJob(DeskDb db, TimeProvider clock, CheckJob checkJob, CancelJob cancelJob, GetJob getJob)
{
    private const string TooLate = "The job has started, and cannot be changed any more.";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/jobs/{id:long}", HandleAsync).RequireScope(Scope.JobsWrite, Right.HandleTickets).Classed(CallClass.Never)
        .Produces<JobResource>();

    private static async Task<IResult> HandleAsync(long id, Input<UpdateJobRequest> input, Actor actor, UpdateJob updateJob, HttpContext http, CancellationToken cancellationToken) =>
        (await updateJob.RunAsync(id, input, http.Account().Switches.Tolerant, actor, cancellationToken)).ToOk("Failed to update job", job => job.ToResource());

    public async Task<Result<Job>> RunAsync(long id, Input<UpdateJobRequest> input, bool isTolerant, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await cancelJob.LockAsync(id, actor, cancellationToken) is not { } before)
        {
            return Failure.NotFound();
        }

        if (!CancelJob.May(before, actor) || !actor.Can(CheckJob.RightOf(before.Type)))
        {
            return Failure.Forbidden();
        }

        var (request, errors) = (input.Value, input.Errors);
        var wanted = request.Params.Value ?? before.Params;
        var changesParams = request.Params.HasValue && !System.Text.Json.JsonElement.DeepEquals(wanted, before.Params);
        var changesTime = request.ScheduledDatetime.HasValue && request.ScheduledDatetime.Value != before.ScheduledAt;
        errors.JsonObject("meta", request.Meta.Value)
            .AddIf(request.Params is { HasValue: true, Value: null }, "params", FieldErrors.Null).AddIf(request.Status is { HasValue: true, Value: null }, "status", FieldErrors.Null)
            .AddIf(changesParams && !before.IsWaiting, "params", TooLate).AddIf(changesTime && !before.IsWaiting, "scheduled_datetime", TooLate)
            .OneOf("status", request.Status.Value, JobStatus.All);
        errors.AddIf(request.Status.Value is { } status && status != before.Status && !CanBecome(before, status), "status", $"A job that is {before.Status} cannot become {request.Status.Value}.");
        if (changesTime)
        {
            checkJob.Schedule(request.ScheduledDatetime.Value, errors);
        }

        if (changesParams && !errors.Has("params"))
        {
            await checkJob.ParamsAsync(before.Type, wanted, isTolerant, errors, actor, cancellationToken);
        }

        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var scheduled = request.ScheduledDatetime.Or(before.ScheduledAt);
        await db.ExecuteAsync(
            $"update jobs set params = {wanted}, meta = {request.Meta.Or(before.Meta)}, scheduled_at = {scheduled} where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        if (changesTime)
        {
            await db.ExecuteAsync(
                $"""
                update jobs set due_at = {scheduled ?? clock.Now()}, status = {(scheduled is null ? JobStatus.Pending : JobStatus.Scheduled)} where account_id = {actor.AccountId} and id = {id}
                """,
                cancellationToken);
            await db.ExecuteAsync(Announcements.Notify(Running.JobQueue.Announcement, ""), cancellationToken);
        }

        if (request.Status.Value is { } asked && asked != before.Status)
        {
            await cancelJob.StopAsync(before, actor, cancellationToken);
        }

        var after = await getJob.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private static bool CanBecome(Job job, string status) => job.IsWaiting ? status is JobStatus.Canceled : job.Status is JobStatus.Running && status is JobStatus.CancelRequested;
}
