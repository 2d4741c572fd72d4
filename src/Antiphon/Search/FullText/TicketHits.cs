using Antiphon.Data;
using Antiphon.Http.Paging;

namespace Antiphon.Search.FullText;

/// <summary>
/// The statements that find a page of hits. A word that many tickets have is found by walking the newest of them; one that few have, by the index of words.
/// Which of the two it is shows in the walk itself, so neither statistics nor a plan made for other words can choose the wrong one.
/// </summary>
internal static class TicketHits
{
    /// <summary>The order that ranks.</summary>
    public const string Relevance = "relevance";

    /// <summary>How many tickets a walk looks at.</summary>
    public const int Walk = 3000;

    /// <summary>How many it looks at when it is foreseeable that a page is filled by then.</summary>
    public const int LongWalk = 15_000;

    /// <summary>Enough hits among the newest to rank those alone.</summary>
    public const int EnoughToRank = 100;

    // Ranking reads every document, so only the newest hits are ranked.
    private const int MostRanked = 2000;

    private static readonly Sql Created = Sql.Of($"found.created_at");

    /// <summary>
    /// How far to walk on when the first walk did not fill the page; null when the index of words is quicker. Its lists of words that many tickets have are long,
    /// even of several words that few tickets have together.
    /// </summary>
    public static int? Further(PageRequest<FoundTicket> page, long matched) =>
        page.Order is Relevance || matched * 3 < page.Limit ? null : (int)Math.Min(LongWalk, Walk * (((page.Limit + 1) * 3 / 2 / Math.Max(1, matched)) + 1));

    /// <summary>One row: the ids, their ranks, how many tickets were looked at and how many of those matched.</summary>
    public static Sql Newest(PreparedSearch search, PageRequest<FoundTicket> page, int walk) => page.Order is Relevance
        ? Sql.Of(
            $"""
            with walked as materialized (
              select tickets.id, case when {Hit(search)} then {Rank(search)} end rank from (
                select found.ticket_id id, found.document from ticket_search found where found.account_id = {search.AccountId}{search.Times(Created)}
                order by found.created_at desc, found.ticket_id desc limit {walk}) tickets),
            matched as materialized (select id, rank from walked where rank is not null),
            page as materialized (select id, rank from matched tickets where true{page.Tail()})
            select array(select tickets.id from page tickets{page.Ordering()}), array(select tickets.rank from page tickets{page.Ordering()}),
              (select count(*) from walked), (select count(*) from matched)
            """)
        : Sql.Of(
            $"""
            with walked as materialized (select tickets.id, {Time(page)}, {Hit(search)} hit from ({Source(search, page)}{page.Tail(walk)}) tickets),
            matched as materialized (select * from walked where hit)
            select array(select tickets.id from matched tickets{page.Ordering()}), array[]::bigint[], (select count(*) from walked), (select count(*) from matched)
            """);

    /// <summary>One row: the ids and their ranks, of all that the index of words finds.</summary>
    public static Sql Indexed(PreparedSearch search, PageRequest<FoundTicket> page)
    {
        // Without the documents: there may be many, and they are wide.
        var hits = Sql.Of(
            $"""
            select found.ticket_id id, found.created_at from ticket_search found
            where found.account_id = {search.AccountId}{search.Times(Created)}{search.Matches(Sql.Of($"found.document"))}
            """);
        if (page.Order is Relevance)
        {
            return Sql.Of(
                $"""
                with hits as materialized ({hits}),
                newest as materialized (select id from hits order by created_at desc, id desc limit {MostRanked}),
                matched as materialized (
                  select newest.id, {Rank(search)} rank from newest join ticket_search tickets on tickets.account_id = {search.AccountId} and tickets.ticket_id = newest.id),
                page as materialized (select id, rank from matched tickets where true{page.Tail()})
                select array(select tickets.id from page tickets{page.Ordering()}), array(select tickets.rank from page tickets{page.Ordering()})
                """);
        }

        var source = IsByUpdate(page)
            ? Sql.Of($"select tickets.id, tickets.updated_at from hits join tickets on tickets.account_id = {search.AccountId} and tickets.id = hits.id")
            : Sql.Of($"select id, created_at from hits");
        return Sql.Of(
            $"""
            with hits as materialized ({hits}),
            matched as materialized ({source})
            select array(select tickets.id from matched tickets where true{page.Tail()}), array[]::bigint[]
            """);
    }

    private static Sql Source(PreparedSearch search, PageRequest<FoundTicket> page) => IsByUpdate(page)
        ? Sql.Of(
            $"""
            select tickets.id, tickets.updated_at, found.document from tickets
            join ticket_search found on found.account_id = {search.AccountId} and found.ticket_id = tickets.id{search.Times(Created)} where tickets.account_id = {search.AccountId}
            """)
        : Sql.Of(
            $"""
            select id, created_at, document from (select ticket_id id, created_at, document, account_id from ticket_search) tickets
            where account_id = {search.AccountId}{search.Times(Sql.Of($"created_at"))}
            """);

    private static Sql Time(PageRequest<FoundTicket> page) => IsByUpdate(page) ? Sql.Of($"tickets.updated_at") : Sql.Of($"tickets.created_at");

    private static Sql Hit(PreparedSearch search) => search.Words is null ? Sql.Of($"true") : Sql.Of($"tickets.document @@ {search.Query()}");

    private static Sql Rank(PreparedSearch search) => search.Words is null ? Sql.Of($"0::bigint") : Sql.Of($"(ts_rank(tickets.document, {search.Query()}) * 1000000)::bigint");

    private static bool IsByUpdate(PageRequest<FoundTicket> page) => page.Order.StartsWith("updated", StringComparison.Ordinal);
}
