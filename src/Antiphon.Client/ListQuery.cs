namespace Antiphon.Client;

/// <summary>The paging parameters that every list knows. See "Lists: cursor pagination" of the conventions page.</summary>
public abstract record ListQuery
{
    private protected ListQuery()
    {
    }

    /// <summary>Where to begin: a cursor of an earlier page, with the same filters and order. The first page when null.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// Items per page, 1 to 100. When null a single page has the server's default (30), and a walk over all pages takes 100 at a time, since every
    /// page costs one request of the rate limit.
    /// </summary>
    public int? Limit { get; init; }

    /// <summary>The order, such as <c>created_datetime:desc</c>; the server's default when null. The resource's page lists what is allowed.</summary>
    public string? OrderBy { get; init; }

    /// <summary>The page size of a walk for which the caller named none.</summary>
    internal virtual int? WalkLimit => 100;

    internal virtual void WriteFilters(QueryText query)
    {
    }

    internal QueryText ToQueryText()
    {
        var query = new QueryText().Add("cursor", Cursor).Add("limit", Limit).Add("order_by", OrderBy);
        WriteFilters(query);
        return query;
    }
}
