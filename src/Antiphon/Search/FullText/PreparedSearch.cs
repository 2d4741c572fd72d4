using Antiphon.Data;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Search.FullText;

/// <summary>A search with everything looked up, ready to be a part of any statement about tickets of the account.</summary>
/// <param name="AccountId">The account whose words it was prepared with.</param>
/// <param name="Words">A query on the documents, as PostgreSQL writes one; null when only times are asked for, or nothing.</param>
/// <param name="Keys">The part of it that the index of words answers; null when that is none (<see cref="Slices.Keys"/>).</param>
/// <param name="After">Tickets created at this time or later.</param>
/// <param name="Before">Tickets created earlier.</param>
/// <param name="Marks">What to mark in texts.</param>
internal sealed record PreparedSearch(long AccountId, string? Words, string? Keys, DateTimeOffset? After, DateTimeOffset? Before, IReadOnlyList<Mark> Marks)
{
    /// <summary>In no document, so a query for it finds nothing.</summary>
    public const string Nothing = "'#none'";

    /// <summary>Whether every ticket matches.</summary>
    public bool IsBlank => Words is null && After is null && Before is null;

    /// <summary>Whether so many tickets match that a list looks at the document of each of its own rather than reading all hits first.</summary>
    public bool IsCommon { get; init; }

    /// <summary>Whether <see cref="Keys"/> ask for all that <see cref="Words"/> do, so that the index of words alone answers the query.</summary>
    public bool IsInKeys { get; init; }

    /// <summary>A condition on <c>tickets.id</c>, to go on in a where clause; it begins with <c>and</c>, and is empty for a blank search.</summary>
    public Sql Condition()
    {
        if (IsBlank)
        {
            return Sql.Empty;
        }

        return Keys is null || IsCommon
            ? Sql.Of(
                $"""
                 and exists (select {FromDocuments()} and found.ticket_id = tickets.id)
                """)
            // As an array: the planner expects few of one, and looks them up by their ids.
            : Sql.Of($" and tickets.id = any(array({Slices.With(this, isDescending: true)} select hits.id from slices cross join lateral ({Slices.Hits(this)}) hits where slices.slice is not null))");
    }

    /// <summary>The documents that match, as <c>found</c>, read without the index of words; to go on in a where clause.</summary>
    public Sql FromDocuments() => Sql.Of($"from ticket_search found where found.account_id = {AccountId}{Times(Sql.Of($"found.created_at"))}{Matches(Sql.Of($"found.document"))}");

    /// <summary>The condition on a document alone.</summary>
    public Sql Matches(Sql document) => Words is null ? Sql.Empty : Sql.Of($" and {document} @@ {Query()}");

    /// <summary>The condition on the time of creation alone.</summary>
    public Sql Times(Sql created)
    {
        var times = Sql.Empty;
        if (After is { } after)
        {
            times += Sql.Of($" and {created} >= {after}");
        }

        return Before is { } before ? times + Sql.Of($" and {created} < {before}") : times;
    }

    /// <summary>The query as a value of its type: the planner then knows how rare its words are.</summary>
    public Sql Query() => Sql.Of($"{new NpgsqlParameter { Value = Words ?? Nothing, NpgsqlDbType = NpgsqlDbType.Unknown }}::tsquery");
}
