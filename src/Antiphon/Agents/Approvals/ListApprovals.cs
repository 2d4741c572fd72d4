using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Agents.Approvals;

internal sealed class ListApprovals(DeskDb db, TimeProvider clock)
{
    private static readonly OrderSet<Approval> Orders = new(
        "id", approval => approval.Id, [.. OrderSet<Approval>.Both("created_datetime", descendingFirst: true, SortKey<Approval>.Time("created_at", approval => approval.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names)
        .Choice("status", AgentWords.ApprovalStatuses, "Only those that are in this state.").Integer("agent_id", description: "Only those of this agent.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/approvals", HandleAsync)
        .RequireScope(Scope.AccountRead, Right.LeadDesk).Classed(CallClass.Own).Extension().Takes(Query).Produces<ListResource<ApprovalResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListApprovals listApprovals, HttpContext http, CancellationToken cancellationToken) =>
        (await listApprovals.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list approvals", page => page.ToResource(http, approval => approval.ToResource()));

    public async Task<Result<Page<Approval>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Approval>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var filter = GetApproval.OwnOf(actor);
        if (query.Text("status") is { } status)
        {
            filter += Sql.Of($" and status = {status}");
        }

        if (query.Integer("agent_id") is { } agent)
        {
            filter += Sql.Of($" and agent_id = {agent}");
        }

        return await page.Value.ReadAsync(db, Approval.Select(actor.AccountId, clock.Now()) + filter, Approval.Read, cancellationToken);
    }

    /// <summary>For a page: what waits, by how soon it expires, and what was decided lately.</summary>
    public async Task<(IReadOnlyList<Approval> Waiting, IReadOnlyList<Approval> Decided)> ForPeopleAsync(Actor actor, CancellationToken cancellationToken)
    {
        var all = Approval.Select(actor.AccountId, clock.Now());
        return await db.BatchAsync(
            [
                all + Sql.Of($" and status = {AgentWords.Pending} order by expires_at, id limit 100"),
                all + Sql.Of($" and status <> {AgentWords.Pending} order by id desc limit 20"),
            ],
            async (results, token) => (await results.ListAsync(Approval.Read, token), (IReadOnlyList<Approval>)await results.ListAsync(Approval.Read, token)),
            cancellationToken);
    }
}
