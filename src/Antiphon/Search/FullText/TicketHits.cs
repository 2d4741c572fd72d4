using Antiphon.Data;
using Antiphon.Http.Paging;

namespace Antiphon.Search.FullText;

/// <summary>
/// The statements that find a page of hits. A word that many tickets have is found by walking the newest of them; what fewer have, in the slices of the index of
/// words. Which it is shows in the hits themselves, so neither statistics nor a plan made for other words can choose the wrong one.
/// </summary>
internal static class TicketHits
{
    /// <summary>The order that ranks.</summary>
    public const string Relevance = "relevance";

    /// <summary>How many tickets a walk looks at.</summary>
    public const int Walk = 1000;

    /// <summary>Enough hits among the newest to rank those alone.</summary>
    public const int EnoughToRank = 100;

    // Ranking reads every document, so only the newest hits are ranked.
    private const int MostRanked = 2000;

    private static readonly Sql Created = Sql.Of($"found.created_at");

    /// <summary>One row: the ids, their ranks, how many tickets were looked at, how many of those matched, and when the first and the last of them were created.</summary>
    public static Sql InWalk(PreparedSearch search, PageRequest<FoundTicket> page) => page.Order is Relevance
        ? Sql.Of(
            $"""
            with walked as materialized (
              select tickets.id, tickets.created_at, case when {Hit(search)} then {Rank(search)} end rank from (
                select found.ticket_id id, found.created_at, found.document from ticket_search found where found.account_id = {search.AccountId}{search.Times(Created)}
                order by found.created_at desc, found.ticket_id desc limit {Walk}) tickets),
            matched as materialized (select id, rank from walked where rank is not null),
            page as materialized (select id, rank from matched tickets where true{page.Tail()})
            select array(select tickets.id from page tickets{page.Ordering()}), array(select tickets.rank from page tickets{page.Ordering()}),
              (select count(*) from walked), (select count(*) from matched), (select min(created_at) from walked), (select max(created_at) from walked)
            """)
        : Sql.Of(
            $"""
            with walked as materialized (select tickets.id, {Time(page)}, {Hit(search)} hit from ({Source(search, page)}{page.Tail(Walk)}) tickets),
            matched as materialized (select * from walked where hit)
            select array(select tickets.id from matched tickets{page.Ordering()}), array[]::bigint[], (select count(*) from walked), (select count(*) from matched),
              (select min({Time(page)}) from walked tickets), (select max({Time(page)}) from walked tickets)
            """);

    /// <summary>One row: the ids and their ranks, of what was not filled by a walk.</summary>
    /// <param name="search">What to look for.</param>
    /// <param name="page">Which of the hits.</param>
    /// <param name="walked">Between which times the walk was; nothing of the page lies before where it began.</param>
    public static Sql All(PreparedSearch search, PageRequest<FoundTicket> page, (DateTimeOffset From, DateTimeOffset To) walked)
    {
        if (page.Order is Relevance)
        {
            return Sql.Of(
                $"""
                {NewestHits(search)},
                matched as materialized (
                  select newest.id, {Rank(search)} rank from newest join ticket_search tickets on tickets.account_id = {search.AccountId} and tickets.ticket_id = newest.id),
                page as materialized (select id, rank from matched tickets where true{page.Tail()})
                select array(select tickets.id from page tickets{page.Ordering()}), array(select tickets.rank from page tickets{page.Ordering()})
                """);
        }

        if (IsByUpdate(page))
        {
            // All hits: an old ticket may be the last one to change.
            return Sql.Of(
                $"""
                select array(select tickets.id from tickets where tickets.account_id = {search.AccountId}{(search with { IsCommon = false }).Condition()}{page.Tail()}), array[]::bigint[]
                """);
        }

        // One slice is read after the other and no more than are needed, because a lateral join can only be a loop and a recursion is computed as far as it is asked for.
        return search.Keys is null
            ? Sql.Of($"select array(select tickets.id from ({Source(search, page)}) tickets where true{search.Matches(Sql.Of($"tickets.document"))}{page.Tail()}), array[]::bigint[]")
            : Sql.Of(
                $"""
                {Slices.With(search, page.Descending, page.Descending ? walked.To : walked.From)},
                matched as materialized (
                  select hits.* from slices cross join lateral (select tickets.id, tickets.created_at from ({Slices.Hits(search)}) tickets where true{page.Tail()}) hits
                  where slices.slice is not null limit {page.Limit + 1})
                select array(select tickets.id from matched tickets{page.Ordering()}), array[]::bigint[]
                """);
    }

    // Without the documents: there may be many, and they are wide.
    private static Sql NewestHits(PreparedSearch search) => search.Keys is null
        ? Sql.Of(
            $"""
            with newest as materialized (
              select found.ticket_id id {search.FromDocuments()}
              order by found.created_at desc, found.ticket_id desc limit {MostRanked})
            """)
        : Sql.Of(
            $"""
            {Slices.With(search, isDescending: true)},
            newest as materialized (
              select hits.id from slices cross join lateral ({Slices.Hits(search)} order by found.created_at desc, found.ticket_id desc limit {MostRanked}) hits
              where slices.slice is not null limit {MostRanked})
            """);

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
