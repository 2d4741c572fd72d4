using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Items;

/// <summary>Which page of a view's items is wanted.</summary>
internal sealed record ItemsRequest(ItemOrder Order, ItemCursor? Cursor, bool Forward, int Limit, long? IgnoredItem)
{
    public static readonly QuerySpec Query = QuerySpec.None
        .Paged(ItemOrder.Names, "The attribute and direction to sort by. Absent: the order of the view.")
        .Text("direction", 4, "Which page to read, from the cursor on: next (the default) or prev.")
        .Integer("ignored_item", description: "An item to leave out, such as the one that was just closed.");

    /// <summary>Reads the query of a request for items of a view, which has an order of its own; of a search that has none, <paramref name="relevance"/> is it.</summary>
    public static Result<ItemsRequest> Read(QueryValues query, View view, ItemColumn? relevance)
    {
        var subject = ViewFilter.SubjectOf(view.Type);
        var direction = query.Text("direction") is { Length: > 0 } sent and not "null" ? sent : null;
        if (direction is not (null or "next" or "prev"))
        {
            return Failure.Invalid("direction", "Must be one of: next, prev.");
        }

        var wanted = query.Text("order_by");
        if (wanted is not null && ItemOrder.Find(subject, wanted) is null)
        {
            return Failure.Invalid("order_by", "Customers are sorted by created_datetime or updated_datetime.");
        }

        var order = wanted is null && relevance is not null ? new(relevance, Descending: true)
            : ItemOrder.Find(subject, wanted ?? $"{view.OrderBy}:{view.OrderDir}") ?? ItemOrder.Find(subject, $"updated_datetime:{view.OrderDir}")!;
        var limit = (int)(query.Integer("limit") ?? 30);
        var ignored = query.Integer("ignored_item");
        if (query.Text("cursor") is not { Length: > 0 } text)
        {
            return new ItemsRequest(order, null, direction is not "prev", limit, ignored);
        }

        if (ItemCursor.TryDecode(text) is not { } cursor || (cursor.Order == order.Name ? order : ItemOrder.Find(subject, cursor.Order)) is not { } ordered || !Fits(ordered, cursor.First) || !Fits(ordered, cursor.Last))
        {
            return Failure.Invalid("cursor", "Not a valid cursor.");
        }

        return wanted is not null && wanted != cursor.Order
            ? Failure.Invalid("order_by", $"The cursor belongs to a list ordered by {cursor.Order}.")
            : new ItemsRequest(ordered, cursor, direction is null ? cursor.Forward : direction is "next", limit, ignored);
    }

    private static bool Fits(ItemOrder order, ItemEdge edge) => edge.Key is null ? order.Column.CanBeNull : order.Column.ToSql(edge.Key) is not null;

    /// <summary>Where the walk begins; null at the beginning of the list, or at its end when it goes back.</summary>
    public ItemEdge? Edge => Forward ? Cursor?.Last : Cursor?.First;

    /// <summary>
    /// The parts of the list that are still to be walked, in the direction of the walk: items with a value in the order, and behind them those without. Each
    /// is a range of an index, which "nulls last" in one statement would not be.
    /// </summary>
    public IEnumerable<Sql> Parts(Sql id)
    {
        var column = Order.Column;
        var descending = Order.Descending == Forward;
        var sign = descending ? Sql.Of($"<") : Sql.Of($">");
        var direction = descending ? Sql.Of($"desc") : Sql.Of($"asc");
        var ordering = Sql.Of($" order by {column.Column} {direction}, {id} {direction}");
        if (!column.CanBeNull)
        {
            yield return (Edge is { } edge ? Sql.Of($" and ({column.Column}, {id}) {sign} ({column.ToSql(edge.Key!)!}, {edge.Id})") : Sql.Empty) + ordering;
            yield break;
        }

        var valued = Edge is { Key: { } key, Id: var at } ? Sql.Of($" and ({column.Column}, {id}) {sign} ({column.ToSql(key)!}, {at})") : Sql.Of($" and {column.Column} is not null");
        var bare = Edge is { Key: null, Id: var place } ? Sql.Of($" and {column.Column} is null and {id} {sign} {place}") : Sql.Of($" and {column.Column} is null");
        if (Forward && Edge is not { Key: null })
        {
            yield return valued + ordering;
        }

        if (Forward || Edge is not { Key: not null })
        {
            yield return bare + ordering;
        }

        if (!Forward)
        {
            yield return valued + ordering;
        }
    }
}
