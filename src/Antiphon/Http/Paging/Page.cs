using System.Globalization;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http.Query;

namespace Antiphon.Http.Paging;

/// <summary>The rows of one page and the cursors of its neighbours.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Rows, string? Prev, string? Next)
{
    public Page<TOther> Map<TOther>(Func<T, TOther> map) => new([.. Rows.Select(map)], Prev, Next);

    /// <summary>The envelope of the wire.</summary>
    public ListResource<TWire> ToResource<TWire>(HttpContext http, Func<T, TWire> map) =>
        new([.. Rows.Select(map)], "list", http.Request.Path + http.Request.QueryString, new ListMeta(Prev, Next));
}

/// <summary>Which page of a list is wanted. Made by <see cref="Read"/> from the query.</summary>
internal sealed class PageRequest<T>
{
    private readonly OrderSet<T> orders;
    private readonly Order<T> order;
    private readonly Cursor? cursor;
    private readonly Sql[] position;
    private readonly int limit;

    private PageRequest(OrderSet<T> orders, Order<T> order, Cursor? cursor, Sql[] position, int limit)
    {
        this.orders = orders;
        this.order = order;
        this.cursor = cursor;
        this.position = position;
        this.limit = limit;
    }

    /// <summary>The name of the order.</summary>
    public string Order => order.Name;

    /// <summary>Whether this is the first page, which has no position.</summary>
    public bool IsFirst => cursor is null;

    /// <summary>Items of a page.</summary>
    public int Limit => limit;

    private bool Forward => cursor is null or { Forward: true };

    /// <summary>Whether the rows are walked from the greatest on. Walking back is walking in the opposite order and turning the rows round.</summary>
    public bool Descending => order.Descending == Forward;

    public static Result<PageRequest<T>> Read(QueryValues query, OrderSet<T> orders, int defaultLimit = 30)
    {
        var most = (int)(query.Integer("limit") ?? defaultLimit);
        // A list with one order takes no word for it.
        var wanted = query.IsTaken("order_by") ? query.Text("order_by") : null;
        if (query.Text("cursor") is not { Length: > 0 } text)
        {
            return new PageRequest<T>(orders, orders.Find(wanted), null, [], most);
        }

        if (Cursor.TryDecode(text) is not { } cursor || orders.TryFind(cursor.Order) is not { } order || cursor.Keys.Count != order.Keys.Length)
        {
            return Failure.Invalid("cursor", "Not a valid cursor.");
        }

        if (wanted is not null && orders.Find(wanted).Name != order.Name)
        {
            return Failure.Invalid("order_by", $"The cursor belongs to a list ordered by {order.Name}.");
        }

        var at = order.Keys.Zip(cursor.Keys, (key, value) => key.ToSql(value)).ToArray();
        return Array.Exists(at, value => value is null)
            ? Failure.Invalid("cursor", "Not a valid cursor.")
            : new PageRequest<T>(orders, order, cursor, at!, most);
    }

    /// <summary>The same page with fewer rows, because others stand on top of it.</summary>
    public PageRequest<T> Less(int rows) => new(orders, order, cursor, position, limit - rows);

    /// <summary>
    /// Reads the page by keyset, so that rows inserted meanwhile neither repeat nor hide one. <paramref name="select"/> ends inside its where clause;
    /// the position, the order and the bound are appended.
    /// </summary>
    public async Task<Page<T>> ReadAsync(DeskDb db, Sql select, Func<Npgsql.NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(select + Tail(), read, cancellationToken);
        return Cut(rows);
    }

    /// <summary>The rest of the statement: position, order and one row more than the page, or as many as are asked for.</summary>
    public Sql Tail(int? most = null) => Position() + Ordering(most);

    /// <summary>The condition that a row lies behind the cursor; empty on the first page.</summary>
    public Sql Position()
    {
        if (cursor is null)
        {
            return Sql.Empty;
        }

        var descending = Descending;
        var columns = Sql.Of($" and (");
        foreach (var key in order.Keys)
        {
            columns += Sql.Of($"{key.Column:raw}, ");
        }

        columns += Sql.Of($"{orders.IdColumn:raw}) {(descending ? "<" : ">"):raw} (");
        foreach (var value in position)
        {
            columns += Sql.Of($"{value}, ");
        }

        return columns + Sql.Of($"{cursor.Id})");
    }

    /// <summary>The order and the bound alone.</summary>
    public Sql Ordering(int? most = null)
    {
        var tail = Sql.Of($" order by ");
        var direction = Descending ? "desc" : "asc";
        foreach (var key in order.Keys)
        {
            tail += Sql.Of($"{key.Column:raw} {direction:raw}, ");
        }

        // Written out: of a bound that it does not know PostgreSQL expects a tenth of the table, and then plans anew at every call, which takes longer than
        // the list itself.
        var bound = (most ?? (limit + 1)).ToString(CultureInfo.InvariantCulture);
        return tail + Sql.Of($"{orders.IdColumn:raw} {direction:raw} limit {bound:raw}");
    }

    /// <summary>Takes the extra row off and finds the neighbours.</summary>
    public Page<T> Cut(List<T> rows)
    {
        var more = rows.Count > limit;
        if (more)
        {
            rows.RemoveAt(limit);
        }

        if (!Forward)
        {
            rows.Reverse();
        }

        if (rows.Count == 0)
        {
            return new Page<T>(rows, null, null);
        }

        var hasPrev = Forward ? cursor is not null : more;
        var hasNext = !Forward || more;
        return new Page<T>(rows, hasPrev ? At(rows[0], forward: false) : null, hasNext ? At(rows[^1], forward: true) : null);
    }

    private string At(T row, bool forward) => new Cursor(forward, order.Name, orders.Id(row), [.. order.Keys.Select(key => key.Value(row))]).Encode();
}
