using System.Globalization;
using Antiphon.Contract;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Cards;

/// <summary>The metric cards, kept as data beside this file: a line for each, with the scope that answers it or none.</summary>
internal static class CardCatalog
{
    private const string RevisedAt = "2026-11-26T00:00:00";

    private static readonly string[] Capitals = ["ai", "csat", "frt", "slas", "sla"];

    public static IReadOnlyList<MetricCardResource> All { get; } = Read();

    public static MetricCardResource? Find(string slug) => All.FirstOrDefault(card => card.Slug == slug);

    private static List<MetricCardResource> Read()
    {
        using var reader = new StreamReader(typeof(CardCatalog).Assembly.GetManifestResourceStream("Statistics/Cards.tsv")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => line.TrimEnd('\r').Split('\t')).ToList();
        return
        [
            .. from line in lines
               let scope = ReportScopes.Find(line[2])
               let related = lines.Where(other => other[1] == line[1] && other[0] != line[0]).Take(4).Select(other => new MetricLink(other[0], $"/api/metric-cards/{other[0]}"))
               orderby line[0]
               select new MetricCardResource(
                   line[0],
                   line[1],
                   TitleOf(line[0]),
                   "published",
                   RevisedAt,
                   new(line[4], line[5], scope is null ? [] : [scope.Definition, $"The period applies to: {scope.PeriodDefinition}."]),
                   scope is null ? null : new(
                       scope.Name,
                       line[3].Split(','),
                       [.. scope.Dimensions.Where(column => column is { IsAlias: false, IsExtension: false }).Select(column => column.Name)],
                       [.. scope.Filters.Where(column => column is { IsAlias: false, IsExtension: false }).Select(column => new MetricFilter(column.Name, []))]),
                   line[6].Split(',', StringSplitOptions.RemoveEmptyEntries),
                   [.. related],
                   [],
                   []),
        ];
    }

    private static string TitleOf(string slug)
    {
        var words = slug.Split('-').Select(word => Capitals.Contains(word) ? word == "slas" ? "SLAs" : word.ToUpper(CultureInfo.InvariantCulture) : word).ToArray();
        words[0] = char.ToUpper(words[0][0], CultureInfo.InvariantCulture) + words[0][1..];
        return string.Join(' ', words);
    }
}
