using Antiphon.Data;

namespace Antiphon.Http.Query;

/// <summary>Filters by time, such as <c>updated_datetime[gte]</c>.</summary>
internal static class TimeFilter
{
    public const string Created = "created_datetime";
    public const string Updated = "updated_datetime";

    private static readonly (string Comparator, string Sign)[] Signs = [("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")];

    public static bool IsGiven(QueryValues query, string name) => Array.Exists(Signs, sign => query.Time(name, sign.Comparator) is not null);

    /// <summary>The conditions that a query names, to follow others; empty when it names none.</summary>
    public static Sql Bounds(QueryValues query, string name, string column)
    {
        var bounds = Sql.Empty;
        foreach (var (comparator, sign) in Signs)
        {
            if (query.Time(name, comparator) is { } time)
            {
                bounds += Sql.Of($" and {column:raw} {sign:raw} {time}");
            }
        }

        return bounds;
    }

    /// <summary>
    /// By which of the two times a large list must be ordered, because it is filtered by that one alone: then each page is a range of an index, however many rows
    /// lie outside. Null when there is no such demand.
    /// </summary>
    public static string? Demanded(QueryValues query) => (IsGiven(query, Created), IsGiven(query, Updated)) switch
    {
        (true, false) => Created,
        (false, true) => Updated,
        _ => null,
    };

    /// <summary>What is wrong with the order of such a list.</summary>
    public static Failure? Clash(QueryValues query) => Demanded(query) is { } demanded && query.Text("order_by") is { } order && !order.StartsWith(demanded, StringComparison.Ordinal)
        ? Failure.Invalid("order_by", $"A list that is filtered by {demanded} alone is ordered by it.")
        : null;
}
