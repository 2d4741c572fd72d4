using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Views.Items;

/// <summary>How many items views have, for a side bar: an addition of ours. Counting stops at a thousand, so that it costs about as much as a page.</summary>
internal sealed class CountViews(DeskDb db, ViewCondition viewCondition, FindItems findItems)
{
    private const int Exact = 1000;
    private const int MostViews = 100;

    private static readonly QuerySpec Query = QuerySpec.None.Integers("ids", MostViews, "The views to count. Absent: the first 100 that the caller may see. What the caller may not see is left out.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/views/counts", HandleAsync)
        .RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Extension().Produces<ListResource<ViewCountResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, CountViews countViews, HttpContext http, CancellationToken cancellationToken) =>
        Result.Of(await countViews.RunAsync(query, actor, cancellationToken)).ToOk(
            "Failed to count views", counts => new ListResource<ViewCountResource>(counts, "list", http.Request.Path + http.Request.QueryString, new(null, null)));

    public async Task<IReadOnlyList<ViewCountResource>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var named = query.Integers("ids") is { } ids ? Sql.Of($" and v.id = any({ids})") : Sql.Empty;
        var views = await db.ListAsync($"{View.Select(actor)}{named} order by v.id limit {MostViews}", View.Read, cancellationToken);
        var conditions = await viewCondition.RunAsync(views, actor, cancellationToken);
        var lists = views.Zip(conditions, (view, condition) => (ViewFilter.SubjectOf(view.Type), condition.Failure is null ? condition.Value : Sql.Of($"false"))).ToList();
        var counts = await findItems.CountAsync(lists, Exact + 1, actor.AccountId, cancellationToken);
        return [.. views.Zip(counts, (view, count) => count > Exact ? new ViewCountResource(view.Id, Exact, false, $"{Exact}+") : new ViewCountResource(view.Id, count, true, $"{count}"))];
    }
}
