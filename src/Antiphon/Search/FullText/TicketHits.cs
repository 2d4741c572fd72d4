using System.Text.Json;
using Antiphon.Data;
using Antiphon.Http.Paging;

namespace Antiphon.Search.FullText;

/// <summary>
/// The statements that find a page of hits. A word that many tickets have is found by walking the newest of them; one that fewer have, by the index of words,
/// first in the days behind those that were walked and then in all. Which it is shows in the hits themselves, so neither statistics nor a plan made for
/// other words can choose the wrong one.
/// </summary>
internal static class TicketHits
{
    /// <summary>The order that ranks.</summary>
    public const string Relevance = "relevance";

    /// <summary>How many tickets a walk looks at.</summary>
    public const int Walk = 3000;

    /// <summary>Enough hits among the newest to rank those alone.</summary>
    public const int EnoughToRank = 100;

    // Ranking reads every document, so only the newest hits are ranked.
    private const int MostRanked = 2000;

    // As many times the days that were walked are looked through before all are. What fills no page there, few tickets have.
    private const int Wider = 8;

    // So many hits are read about as quickly as a part of them.
    private const int MostRead = 10_000;

    private static readonly Sql Created = Sql.Of($"found.created_at");

    /// <summary>How far to look, one after the other; null is all of time. By update there is no bound: an old ticket may be the last one to change.</summary>
    public static IReadOnlyList<DayBound?> Bounds(PageRequest<FoundTicket> page, (DateTimeOffset From, DateTimeOffset To) walked) => IsByUpdate(page)
        ? [null]
        : [DayBound.Behind(walked.From, walked.To, Wider, isBackwards: page.Order is Relevance || page.Descending), null];

    /// <summary>Whether the days behind a walk promise no page, by what the walk itself found.</summary>
    public static bool PromisesLittle(PageRequest<FoundTicket> page, long matched) => matched * Wider <= page.Limit;

    /// <summary>What the database expects of a search, as the plan that it would make; it counts the words of texts that are common.</summary>
    public static Sql Expected(PreparedSearch search) => Sql.Of(
        $"explain (format json) select from ticket_search found where found.account_id = {search.AccountId}{search.Times(Created)}{search.Matches(Sql.Of($"found.document"))}");

    /// <summary>Whether so few hits are expected that all are read at once.</summary>
    public static bool AreFew(JsonElement plan) => plan[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble() <= MostRead;

    /// <summary>Whether the index found a page, so that more days would add nothing to it.</summary>
    public static bool IsPage(PageRequest<FoundTicket> page, FoundIds found, long matched) => page.Order is Relevance ? matched >= MostRanked : found.Ids.Length > page.Limit;

    /// <summary>One row: the ids, their ranks, how many tickets were looked at, how many of those matched, and when the first and the last of them were created.</summary>
    public static Sql Newest(PreparedSearch search, PageRequest<FoundTicket> page) => page.Order is Relevance
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

    /// <summary>One row: the ids and their ranks, of what the index of words finds within a bound or in all of time, and how many that are.</summary>
    public static Sql Indexed(PreparedSearch search, PageRequest<FoundTicket> page, DayBound? bound)
    {
        var within = bound is { } day ? day.Admits(Created) : Sql.Empty;
        // Without the documents: there may be many, and they are wide.
        var hits = Sql.Of(
            $"""
            select found.ticket_id id, found.created_at from ticket_search found
            where found.account_id = {search.AccountId}{within}{search.Times(Created)}{search.Matches(Sql.Of($"found.document"))}
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
                select array(select tickets.id from page tickets{page.Ordering()}), array(select tickets.rank from page tickets{page.Ordering()}), (select count(*) from hits)
                """);
        }

        var source = IsByUpdate(page)
            ? Sql.Of($"select tickets.id, tickets.updated_at from hits join tickets on tickets.account_id = {search.AccountId} and tickets.id = hits.id")
            : Sql.Of($"select id, created_at from hits");
        return Sql.Of(
            $"""
            with hits as materialized ({hits}),
            matched as materialized ({source})
            select array(select tickets.id from matched tickets where true{page.Tail()}), array[]::bigint[], (select count(*) from hits)
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
