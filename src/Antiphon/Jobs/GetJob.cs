using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Jobs;

internal sealed class GetJob(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/jobs/{id:long}", HandleAsync).RequireScope(Scope.JobsRead, Right.Read).Produces<JobResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetJob getJob, CancellationToken cancellationToken) =>
        (await getJob.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get job", job => job.ToResource());

    public async Task<Result<Job>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var job = await db.FirstOrDefaultAsync(Job.Select(actor.AccountId) + Sql.Of($" and j.id = {id}"), Job.Read, cancellationToken);
        return job is null ? Failure.NotFound() : job;
    }
}
