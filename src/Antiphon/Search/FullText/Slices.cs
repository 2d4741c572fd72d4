using System.Text.RegularExpressions;
using Antiphon.Data;

namespace Antiphon.Search.FullText;

/// <summary>
/// The index of words is cut into slices, each four weeks of one account. A search goes through them one after the other, from the newest or from the oldest,
/// and stops when it has enough: what many tickets have is found in the first, and what few have costs a look into each.
/// </summary>
internal static partial class Slices
{
    private static readonly Sql Created = Sql.Of($"found.created_at");

    /// <summary>
    /// What the index can be asked of a query on documents; null when it would be everything. The words of a phrase must be there, and what is left out is not
    /// asked for: both are then looked at in the document.
    /// </summary>
    public static string? Keys(IReadOnlyCollection<string> wanted) =>
        wanted.Count == 0 ? null : string.Join(" & ", wanted.Select(part => Word().Replace(Follows().Replace(part, "&"), "'~${word}'")));

    /// <summary>Whether words of a part must follow each other, which its keys do not say.</summary>
    public static bool HasPhrase(string part) => Follows().IsMatch(part);

    /// <summary>The slices that have tickets, in the order of time, as the head of a statement; the last row is null.</summary>
    /// <param name="search">Whose times bound them.</param>
    /// <param name="isDescending">Whether the newest is the first.</param>
    /// <param name="from">Where to begin; null for the end of time.</param>
    public static Sql With(PreparedSearch search, bool isDescending, DateTimeOffset? from = null)
    {
        var ordered = search.Times(Created) + (isDescending
            ? Sql.Of($" order by found.created_at desc, found.ticket_id desc limit 1")
            : Sql.Of($" order by found.created_at, found.ticket_id limit 1"));
        var begin = from is not { } time ? Sql.Empty : isDescending ? Sql.Of($" and found.created_at <= {time}") : Sql.Of($" and found.created_at >= {time}");
        var beyond = isDescending ? Sql.Of($"< search_slice_start(slices.slice)") : Sql.Of($">= search_slice_start(slices.slice + 1)");
        return Sql.Of(
            $"""
            with recursive slices (slice) as (
              (select search_slice(found.created_at) from ticket_search found where found.account_id = {search.AccountId}{begin}{ordered})
              union all
              select (select search_slice(found.created_at) from ticket_search found where found.account_id = {search.AccountId} and found.created_at {beyond}{ordered})
              from slices where slices.slice is not null)
            """);
    }

    /// <summary>The hits of a slice, as <c>id</c> and <c>created_at</c>. Without the account's condition: the keys have it, and no other index is to be tried.</summary>
    public static Sql Hits(PreparedSearch search) => Sql.Of(
        $"""
        select found.ticket_id id, found.created_at from ticket_search found
        where search_sliced(found.account_id, found.created_at, found.document) @@ search_slice_query({search.Keys}, {search.AccountId}, slices.slice){search.Times(Created)}{Rest(search)}
        """);

    // Phrases and what is left out.
    private static Sql Rest(PreparedSearch search) => search.IsInKeys ? Sql.Empty : search.Matches(Sql.Of($"found.document"));

    [GeneratedRegex("'(?<word>[^']+)'", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    [GeneratedRegex("<(-|[0-9]+)>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Follows();
}
