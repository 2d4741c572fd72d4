namespace Antiphon.Http.Query;

internal enum QueryKind
{
    Text,
    Integer,
    Flag,
    Time,
    Choice,
}

/// <summary>One query parameter, as the server checks it and as the reference shows it.</summary>
internal sealed record QueryParameter(string Name, QueryKind Kind)
{
    public bool Many { get; init; }

    public IReadOnlyList<string> Allowed { get; init; } = [];

    public long? Min { get; init; }

    public long? Max { get; init; }

    /// <summary>Longest text, or most items of a list.</summary>
    public int Most { get; init; } = 1000;

    /// <summary>Whether an empty entry of a list means something and is kept.</summary>
    public bool KeepsEmpty { get; init; }

    /// <summary>A date takes comparators: <c>name[gte]=…</c>.</summary>
    public bool Compared { get; init; }

    /// <summary>Our own addition, unknown to whoever does not ask for extensions.</summary>
    public bool IsExtension { get; init; }

    /// <summary>A query without it is a 400.</summary>
    public bool IsRequired { get; init; }

    public string? Default { get; init; }

    public string? Description { get; init; }
}

/// <summary>
/// The query parameters that a route takes: part of the route's metadata. Anything else in a query is a 400 (official and observed), so a filter
/// that does not exist is never silently ignored.
/// </summary>
internal sealed record QuerySpec(IReadOnlyList<QueryParameter> Parameters)
{
    public static readonly QuerySpec None = new([]);

    private readonly HashSet<string> names = [.. Parameters.Select(parameter => parameter.Name)];

    /// <summary>Whether there is a parameter of this name.</summary>
    public bool Has(string name) => names.Contains(name);

    public QuerySpec Text(string name, int most = 1000, string? description = null) => With(new QueryParameter(name, QueryKind.Text) { Most = most, Description = description });

    public QuerySpec Texts(string name, IReadOnlyList<string>? allowed = null, int most = 100, string? description = null) =>
        With(new QueryParameter(name, allowed is null ? QueryKind.Text : QueryKind.Choice) { Many = true, Allowed = allowed ?? [], Most = most, Description = description });

    /// <summary>A list of texts in which an empty entry, or <c>null</c>, stands for "none".</summary>
    public QuerySpec TextsOrNone(string name, int most = 100, string? description = null) =>
        With(new QueryParameter(name, QueryKind.Text) { Many = true, Most = most, KeepsEmpty = true, Description = description });

    public QuerySpec Integer(string name, long? min = null, long? max = null, string? description = null) =>
        With(new QueryParameter(name, QueryKind.Integer) { Min = min, Max = max, Description = description });

    public QuerySpec Integers(string name, int most = 100, string? description = null) => With(new QueryParameter(name, QueryKind.Integer) { Many = true, Most = most, Description = description });

    public QuerySpec Flag(string name, string? description = null) => With(new QueryParameter(name, QueryKind.Flag) { Description = description });

    public QuerySpec Choice(string name, IReadOnlyList<string> allowed, string? description = null, bool isRequired = false) =>
        With(new QueryParameter(name, QueryKind.Choice) { Allowed = allowed, Description = description, IsRequired = isRequired });

    /// <summary>A datetime with the comparators <c>[gt]</c>, <c>[gte]</c>, <c>[lt]</c> and <c>[lte]</c>.</summary>
    public QuerySpec TimeRange(string name, string? description = null) => With(new QueryParameter(name, QueryKind.Time) { Compared = true, Description = description });

    /// <summary>Datetimes with comparators that the original does not know: they need the header <c>Antiphon-Extensions: 1</c>.</summary>
    public QuerySpec ExtendedBy(params string[] times) => With([.. times.Select(name => new QueryParameter(name, QueryKind.Time)
    {
        Compared = true,
        IsExtension = true,
        Description = $"Needs the header {QueryExtensions.Header}: {QueryExtensions.Asked}.",
    })]);

    /// <summary><c>cursor</c>, <c>limit</c> and <c>order_by</c> of a list.</summary>
    public QuerySpec Paged(IReadOnlyList<string> orders, int defaultLimit = 30) => With(
        new QueryParameter("cursor", QueryKind.Text) { Most = 4096, Description = "The position of a page, from meta.next_cursor or meta.prev_cursor. Absent: the first page." },
        new QueryParameter("limit", QueryKind.Integer) { Min = 1, Max = 100, Default = defaultLimit.ToString(System.Globalization.CultureInfo.InvariantCulture), Description = "Items of a page." },
        new QueryParameter("order_by", QueryKind.Choice) { Allowed = orders, Default = orders[0], Description = "The attribute and direction to sort by." });

    /// <summary><c>cursor</c> and <c>limit</c> of a list that has one order and takes no other.</summary>
    public QuerySpec PagedInOneOrder()
    {
        var paged = Paged([""]);
        return new([.. paged.Parameters.SkipLast(1)]);
    }

    /// <summary>The same for a list whose order is a setting of what is listed.</summary>
    public QuerySpec Paged(IReadOnlyList<string> orders, string orderDescription)
    {
        var paged = Paged(orders);
        return new([.. paged.Parameters.SkipLast(1), paged.Parameters[^1] with { Default = null, Description = orderDescription }]);
    }

    private QuerySpec With(params QueryParameter[] more) => new([.. Parameters, .. more]);
}
