using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Agents;

/// <summary>The agents of an account, the revoked ones too.</summary>
internal sealed class ListAgents(DeskDb db)
{
    private const int Most = 10_000;

    private static readonly OrderSet<Agent> Orders = new(
        "a.id", agent => agent.Id, [.. OrderSet<Agent>.Both("created_datetime", descendingFirst: true, SortKey<Agent>.Time("a.created_at", agent => agent.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/agents", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Extension().Takes(Query).Produces<ListResource<AgentResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListAgents listAgents, HttpContext http, CancellationToken cancellationToken) =>
        (await listAgents.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list agents", page => page.ToResource(http, agent => agent.ToResource()));

    public async Task<Result<Page<Agent>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Agent>.Read(query, Orders);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, Agent.Select(actor.AccountId), Agent.Read, cancellationToken);
    }

    /// <summary>All of them, for the command line.</summary>
    public async Task<IReadOnlyList<Agent>> RunAsync(long accountId, CancellationToken cancellationToken) =>
        await db.ListAsync(Agent.Select(accountId) + Sql.Of($" order by a.id limit {Most}"), Agent.Read, cancellationToken);
}
