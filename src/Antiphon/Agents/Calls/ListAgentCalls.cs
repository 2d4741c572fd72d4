using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Agents.Calls;

/// <summary>Every call of an agent, what was decided of it, why, and by which version of its policy.</summary>
internal sealed class ListAgentCalls(DeskDb db)
{
    private const string Columns =
        "id, method, path, resource, classes, decision, reason, policy_version, status, approval_id, context, duration_ms, created_at";

    private static readonly OrderSet<AgentCallResource> Orders = new(
        "id", call => call.Id, [.. OrderSet<AgentCallResource>.Both("created_datetime", descendingFirst: true, SortKey<AgentCallResource>.Time("created_at", call => call.CreatedDatetime))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Choice("decision", AgentWords.Decisions, "Only calls of which this was decided.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/agents/{id:long}/calls", HandleAsync)
        .RequireScope(Scope.AccountRead, Right.Administer).Extension().Takes(Query).Produces<ListResource<AgentCallResource>>();

    private static async Task<IResult> HandleAsync(long id, QueryValues query, Actor actor, ListAgentCalls listCalls, HttpContext http, CancellationToken cancellationToken) =>
        (await listCalls.RunAsync(id, query, actor, cancellationToken)).ToOk("Failed to list calls", page => page.ToResource(http, call => call));

    public async Task<Result<Page<AgentCallResource>>> RunAsync(long id, QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<AgentCallResource>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var decision = query.Text("decision") is { } wanted ? Sql.Of($" and decision = {wanted}") : Sql.Empty;
        var (exists, rows) = await db.BatchAsync(
            [
                Sql.Of($"select id from agents where account_id = {actor.AccountId} and id = {id}"),
                Sql.Of($"select {Columns:raw} from agent_calls where account_id = {actor.AccountId} and agent_id = {id}{decision}") + page.Value.Tail(),
            ],
            async (results, token) => (await results.FirstOrDefaultAsync(row => (long?)row.GetInt64(0), token), await results.ListAsync(Read, token)),
            cancellationToken);
        return exists is null ? Failure.NotFound() : page.Value.Cut(rows);
    }

    /// <summary>The latest calls, for the command line.</summary>
    public async Task<Result<IReadOnlyList<AgentCallResource>>> RunAsync(long id, string? decision, int most, Actor actor, CancellationToken cancellationToken)
    {
        var filter = decision is null ? Sql.Empty : Sql.Of($" and decision = {decision}");
        var exists = await db.FirstOrDefaultAsync($"select id from agents where account_id = {actor.AccountId} and id = {id}", row => (long?)row.GetInt64(0), cancellationToken);
        return exists is null
            ? Failure.NotFound()
            : await db.ListAsync(
                Sql.Of($"select {Columns:raw} from agent_calls where account_id = {actor.AccountId} and agent_id = {id}{filter} order by created_at desc, id desc limit {most}"), Read, cancellationToken);
    }

    private static AgentCallResource Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Method = row.GetString(1),
        Path = row.GetString(2),
        Resource = row.Text(3),
        Classes = row.GetFieldValue<string[]>(4),
        Decision = row.GetString(5),
        Reason = row.GetString(6),
        PolicyVersion = row.GetInt32(7),
        Status = row.GetInt32(8),
        ApprovalId = row.Long(9),
        Context = row.GetGuid(10),
        DurationMs = row.GetInt32(11),
        CreatedDatetime = row.Time(12),
    };
}
