using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Statistics.Cards;

/// <summary>Reads what the numbers of the product mean.</summary>
internal static class MetricCards
{
    public const string Path = "/metric-cards";

    private static readonly QuerySpec Query = QuerySpec.None
        .Text("search", 256, "Words that slug, title, definition or another name hold, all of them.")
        .Text("query", 256, "Another name of search.")
        .Choice("include", ["deprecated"], "Shows cards too that are no longer used.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(Path, HandleList).RequireScope(Scope.StatisticsRead, Right.Read).Takes(Query).Produces<MetricCardsResource>().WithName("ListMetricCards");
        api.MapGet(Path + "/{slug}", HandleGet).RequireScope(Scope.StatisticsRead, Right.Read).Produces<MetricCardResource>().WithName("GetMetricCard");
    }

    private static IResult HandleList(QueryValues query) => Result<MetricCardsResource>.Of(List(query)).ToOk("Failed to list metric cards", cards => cards);

    private static IResult HandleGet(string slug) => Get(slug).ToOk("Failed to get metric card", card => card);

    private static MetricCardsResource List(QueryValues query)
    {
        var words = (query.Text("search") ?? query.Text("query") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isWhole = query.Text("include") is "deprecated";
        return new(
        [
            .. CardCatalog.All.Where(card => isWhole || card.Status != "deprecated").Where(card => Array.TrueForAll(words, word =>
                $"{card.Slug} {card.Title} {card.Public.Definition} {string.Join(' ', card.Aliases)}".Contains(word, StringComparison.OrdinalIgnoreCase))),
        ]);
    }

    private static Result<MetricCardResource> Get(string slug) => CardCatalog.Find(slug) is { } card ? card : Failure.NotFound();
}
