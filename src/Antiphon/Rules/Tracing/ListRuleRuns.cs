using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Rules.Tracing;

/// <summary>Why something happened to a ticket by itself, and why not: what each rule did at each event. An extension.</summary>
internal sealed class ListRuleRuns(DeskDb db)
{
    private const string Msg = "Failed to list rule runs";

    private static readonly OrderSet<RuleRunResource> Orders = new(
        "id",
        run => run.Id,
        [.. OrderSet<RuleRunResource>.Both("created_datetime", descendingFirst: true, SortKey<RuleRunResource>.Time("created_at", run => run.CreatedDatetime))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names)
        .Choice("outcome", [RuleOutcome.Executed, RuleOutcome.NotMatched, RuleOutcome.Skipped, RuleOutcome.Failed], "Only runs that ended like this.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/rules/{id:long}/runs", HandleOfRuleAsync).RequireScope(Scope.RulesRead, Right.Read).Takes(Query).Extension().Produces<ListResource<RuleRunResource>>();
        api.MapGet("/tickets/{ticketId:long}/rule-runs", HandleOfTicketAsync).RequireScope(Scope.RulesRead, Right.Read).Takes(Query).Extension().Produces<ListResource<RuleRunResource>>();
    }

    private static async Task<IResult> HandleOfRuleAsync(long id, QueryValues query, Actor actor, ListRuleRuns listRuns, HttpContext http, CancellationToken cancellationToken) =>
        (await listRuns.OfRuleAsync(id, query, actor, cancellationToken)).ToOk(Msg, page => page.ToResource(http, run => run));

    private static async Task<IResult> HandleOfTicketAsync(long ticketId, QueryValues query, Actor actor, ListRuleRuns listRuns, HttpContext http, CancellationToken cancellationToken) =>
        (await listRuns.OfTicketAsync(ticketId, query, actor, cancellationToken)).ToOk(Msg, page => page.ToResource(http, run => run));

    public Task<Result<Page<RuleRunResource>>> OfRuleAsync(long ruleId, QueryValues query, Actor actor, CancellationToken cancellationToken) => ReadAsync(
        Sql.Of($"select id from rules where account_id = {actor.AccountId} and id = {ruleId}"), Sql.Of($"rule_id = {ruleId}"), query, actor, cancellationToken);

    public Task<Result<Page<RuleRunResource>>> OfTicketAsync(long ticketId, QueryValues query, Actor actor, CancellationToken cancellationToken) => ReadAsync(
        Sql.Of($"select id from tickets where account_id = {actor.AccountId} and id = {ticketId}"), Sql.Of($"ticket_id = {ticketId}"), query, actor, cancellationToken);

    private async Task<Result<Page<RuleRunResource>>> ReadAsync(Sql owner, Sql condition, QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<RuleRunResource>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var outcome = query.Text("outcome") is { } wanted ? Sql.Of($" and outcome = {wanted}") : Sql.Empty;
        var (found, rows) = await db.BatchAsync(
            [owner, Sql.Of($"select {RuleRunReading.Columns:raw} from rule_runs where account_id = {actor.AccountId} and {condition}{outcome}") + page.Value.Tail()],
            async (results, token) => (await results.FirstOrDefaultAsync(row => (long?)row.GetInt64(0), token), await results.ListAsync(RuleRunReading.Read, token)),
            cancellationToken);
        return found is null ? Failure.NotFound() : page.Value.Cut(rows);
    }
}
