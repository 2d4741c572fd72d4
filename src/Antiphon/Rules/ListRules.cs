using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Rules;

internal sealed class ListRules(DeskDb db)
{
    private const int DefaultLimit = 100;

    private static readonly OrderSet<Rule> Orders = new(
        "id", rule => rule.Id, [.. OrderSet<Rule>.Both("created_datetime", descendingFirst: true, SortKey<Rule>.Time("created_at", rule => rule.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names, DefaultLimit);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/rules", HandleAsync).RequireScope(Scope.RulesRead, Right.Read).Takes(Query).Produces<ListResource<RuleResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListRules listRules, HttpContext http, CancellationToken cancellationToken) =>
        (await listRules.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list rules", page => page.ToResource(http, rule => rule.ToResource()));

    public async Task<Result<Page<Rule>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Rule>.Read(query, Orders, DefaultLimit);
        return page.Failure is { } failure
            ? failure
            : await page.Value.ReadAsync(db, $"select {Rule.Columns:raw} from rules where account_id = {actor.AccountId}", Rule.Read, cancellationToken);
    }
}
