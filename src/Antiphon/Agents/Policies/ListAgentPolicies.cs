using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Agents.Policies;

/// <summary>Every version that an agent's policy has had. The log of calls names them.</summary>
internal sealed class ListAgentPolicies(DeskDb db)
{
    private static readonly OrderSet<StoredPolicy> Orders = new(
        "version",
        policy => policy.Version,
        [.. OrderSet<StoredPolicy>.Both("created_datetime", descendingFirst: true, SortKey<StoredPolicy>.Time("created_at", policy => policy.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/agents/{id:long}/policies", HandleAsync)
        .RequireScope(Scope.AccountRead, Right.Administer).Extension().Takes(Query).Produces<ListResource<AgentPolicyResource>>();

    private static async Task<IResult> HandleAsync(long id, QueryValues query, Actor actor, ListAgentPolicies listPolicies, HttpContext http, CancellationToken cancellationToken) =>
        (await listPolicies.RunAsync(id, query, actor, cancellationToken)).ToOk("Failed to list policies", page => page.ToResource(http, policy => policy.ToResource()));

    public async Task<Result<Page<StoredPolicy>>> RunAsync(long id, QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<StoredPolicy>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var select = Sql.Of($"select version, policy, created_by, created_at from agent_policies where account_id = {actor.AccountId} and agent_id = {id}");
        var read = await page.Value.ReadAsync(db, select, StoredPolicy.Read, cancellationToken);
        // Every agent has a version, so a first page without one has no agent.
        return read.Rows.Count == 0 && page.Value.IsFirst ? Failure.NotFound() : read;
    }
}
