using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Tickets;

namespace Antiphon.Search.FullText;

/// <summary>Full text of tickets: everything that was said, who said it, and what is known of the ticket. Who may list tickets may search them.</summary>
internal sealed class SearchTickets(DeskDb db, PrepareSearch prepare, FoundText text)
{
    private static readonly OrderSet<FoundTicket> Orders = new(
        "tickets.id",
        found => found.Ticket.Id,
        [
            .. OrderSet<FoundTicket>.Both("created_datetime", descendingFirst: true, SortKey<FoundTicket>.Time("tickets.created_at", found => found.Ticket.CreatedAt)),
            .. OrderSet<FoundTicket>.Both("updated_datetime", descendingFirst: true, SortKey<FoundTicket>.Time("tickets.updated_at", found => found.Ticket.UpdatedAt)),
            new(TicketHits.Relevance, true, SortKey<FoundTicket>.Long("tickets.rank", found => found.Rank)),
        ]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Text(
        "q",
        10_000,
        "Words, the last one as a beginning; \"a phrase\"; -without; from:name-or-address, tag:name, before:date, after:date. Absent: every ticket.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/tickets/search", HandleAsync)
        .RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Extension().Produces<ListResource<FoundTicketResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, SearchTickets search, HttpContext http, CancellationToken cancellationToken) =>
        (await search.RunAsync(query, actor, cancellationToken)).ToOk("Failed to search tickets", page => page.ToResource(http, found => found.ToResource()));

    public async Task<Result<Page<FoundTicket>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<FoundTicket>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var typed = TicketQueryReader.Read(query.Text("q") ?? "");
        var search = await prepare.RunAsync(typed, isTolerant: false, actor, cancellationToken);
        var found = await FindAsync(search, page.Value, cancellationToken);

        // An empty page behind the last hit is the end of the list, and no reason to look for something else.
        if (found.Ids.Length == 0 && search.Words is not null && (page.Value.IsFirst || !await prepare.HasHitsAsync(search, cancellationToken)))
        {
            search = await prepare.RunAsync(typed, isTolerant: true, actor, cancellationToken);
            found = await FindAsync(search, page.Value, cancellationToken);
        }

        return page.Value.Cut(await ReadAsync(found, search, actor, cancellationToken));
    }

    private async Task<FoundIds> FindAsync(PreparedSearch search, PageRequest<FoundTicket> page, CancellationToken cancellationToken)
    {
        var (newest, walked, matched, span) = await db.SingleAsync(TicketHits.InWalk(search, page), Walked, cancellationToken);
        var isPage = page.Order is TicketHits.Relevance ? matched >= TicketHits.EnoughToRank : newest.Ids.Length > page.Limit;
        if (isPage || walked < TicketHits.Walk || search.Words is null)
        {
            return newest;
        }

        return await db.SingleAsync(TicketHits.All(search, page, span), Read, cancellationToken);
    }

    private static (FoundIds Found, long Walked, long Matched, (DateTimeOffset From, DateTimeOffset To) Span) Walked(Npgsql.NpgsqlDataReader row)
    {
        var walked = row.GetInt64(2);
        return (Read(row), walked, row.GetInt64(3), walked == 0 ? default : (row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5)));
    }

    private async Task<List<FoundTicket>> ReadAsync(FoundIds found, PreparedSearch search, Actor actor, CancellationToken cancellationToken)
    {
        var tickets = await db.ListAsync(Ticket.Select(actor.AccountId, actor.UserId) + Sql.Of($" and tickets.id = any({found.Ids})"), Ticket.Read, cancellationToken);
        var highlights = await text.RunAsync(tickets, search, cancellationToken);
        var ranks = found.Ids.Zip(found.Ranks.Length == 0 ? found.Ids.Select(_ => 0L) : found.Ranks).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. tickets.OrderBy(ticket => Array.IndexOf(found.Ids, ticket.Id)).Select(ticket => new FoundTicket(ticket, ranks[ticket.Id], highlights[ticket.Id]))];
    }

    private static FoundIds Read(Npgsql.NpgsqlDataReader row) => new(row.GetFieldValue<long[]>(0), row.GetFieldValue<long[]>(1));
}
