using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Jobs;

/// <summary>Writes a job down. A worker takes it when its time has come and no other job of the account runs.</summary>
internal sealed class CreateJob(DeskDb db, TimeProvider clock, CheckJob checkJob)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/jobs", HandleAsync).RequireScope(Scope.JobsWrite, Right.HandleTickets).Classed(CallClass.Never)
        .Produces<JobResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateJobRequest> input, Actor actor, CreateJob createJob, Origin origin, HttpContext http, CancellationToken cancellationToken) =>
        (await createJob.RunAsync(input, origin, http.Account().Switches.Tolerant, actor, cancellationToken)).ToCreated("Failed to create job", job => job.ToResource());

    public async Task<Result<Job>> RunAsync(Input<CreateJobRequest> input, Origin origin, bool isTolerant, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        if (!actor.Can(CheckJob.RightOf(request.Type)))
        {
            return Failure.Forbidden();
        }

        errors.Required("type", request.Type).Required("params", request.Params).OneOf("type", request.Type, JobType.All).JsonObject("meta", request.Meta);
        checkJob.Schedule(request.ScheduledDatetime, errors);
        await checkJob.ParamsAsync(errors.Has("type") ? null : request.Type, request.Params, isTolerant, errors, actor, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        var id = await db.SingleAsync(
            $"""
            insert into jobs (account_id, type, status, params, meta, address, user_id, actor, actor_id, context, origin, due_at, scheduled_at, created_at)
            values ({actor.AccountId}, {request.Type}, {(request.ScheduledDatetime is null ? JobStatus.Pending : JobStatus.Scheduled)}, {request.Params!.Value}, {request.Meta}, {origin.Address},
              {actor.UserId}, {actor.Kind}, {actor.CredentialId}, {actor.Context}, {actor.Origin}, {request.ScheduledDatetime ?? now}, {request.ScheduledDatetime}, {now})
            returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(Running.JobQueue.Announcement, ""), cancellationToken);
        var job = await db.SingleAsync(Job.Select(actor.AccountId) + Sql.Of($" and j.id = {id}"), Job.Read, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return job;
    }
}
