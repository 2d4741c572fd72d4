using Antiphon.Data;

namespace Antiphon.Http.Paging;

/// <summary>
/// A column that a list can be sorted by. <paramref name="Column"/> is a constant of the code; <paramref name="Value"/> reads the same value from a
/// row that was read; <paramref name="ToSql"/> turns a cursor's text into a typed parameter.
/// </summary>
internal sealed record SortKey<T>(string Column, Func<T, string> Value, Func<string, Sql?> ToSql)
{
    public static SortKey<T> Time(string column, Func<T, DateTimeOffset> value) =>
        new(column, row => Contract.WireDate.Format(value(row)), text => Contract.WireDate.TryParse(text, out var time) ? Sql.Of($"{time}") : null);

    public static SortKey<T> Text(string column, Func<T, string> value) => new(column, value, text => Sql.Of($"{text}"));

    public static SortKey<T> Long(string column, Func<T, long> value) => new(
        column,
        row => value(row).ToString(System.Globalization.CultureInfo.InvariantCulture),
        text => long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) ? Sql.Of($"{number}") : null);
}

/// <summary>One value of <c>order_by</c>. All keys run in the same direction, and the id breaks ties.</summary>
internal sealed record Order<T>(string Name, bool Descending, params SortKey<T>[] Keys);

/// <summary>The orders that a list offers; the first is the default.</summary>
internal sealed class OrderSet<T>(string idColumn, Func<T, long> id, IReadOnlyList<Order<T>> orders, IReadOnlyDictionary<string, string>? deprecated = null)
{
    public string IdColumn => idColumn;

    public IReadOnlyList<string> Names { get; } = [.. orders.Select(order => order.Name), .. deprecated?.Keys ?? []];

    public long Id(T row) => id(row);

    public Order<T> Find(string? name) => name is null ? orders[0] : orders.First(order => order.Name == (deprecated?.GetValueOrDefault(name) ?? name));

    public Order<T>? TryFind(string name) => orders.FirstOrDefault(order => order.Name == name);

    /// <summary>Both directions of one attribute; <paramref name="descendingFirst"/> decides which stands first.</summary>
    public static IEnumerable<Order<T>> Both(string attribute, bool descendingFirst, SortKey<T> key)
    {
        Order<T> down = new($"{attribute}:desc", true, key);
        Order<T> up = new($"{attribute}:asc", false, key);
        return descendingFirst ? [down, up] : [up, down];
    }
}
