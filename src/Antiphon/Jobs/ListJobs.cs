using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Jobs;

internal sealed class ListJobs(DeskDb db)
{
    private static readonly OrderSet<Job> Orders = new(
        "j.id", job => job.Id, [.. OrderSet<Job>.Both("created_datetime", descendingFirst: true, SortKey<Job>.Time("j.created_at", job => job.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Choice("status", JobStatus.All).Choice("type", JobType.All);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/jobs", HandleAsync).RequireScope(Scope.JobsRead, Right.Read).Takes(Query).Produces<ListResource<JobResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListJobs listJobs, HttpContext http, CancellationToken cancellationToken) =>
        (await listJobs.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list jobs", page => page.ToResource(http, job => job.ToResource()));

    public async Task<Result<Page<Job>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Job>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var select = Job.Select(actor.AccountId);
        if (query.Text("status") is { } status)
        {
            select += Sql.Of($" and j.status = {status}");
        }

        if (query.Text("type") is { } type)
        {
            select += Sql.Of($" and j.type = {type}");
        }

        return await page.Value.ReadAsync(db, select, Job.Read, cancellationToken);
    }
}
