using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Messages;

/// <summary>One conversation, oldest first. Clients do not page this route, so its page is as large as pages get.</summary>
internal sealed class ListTicketMessages(DeskDb db)
{
    private const int DefaultLimit = 100;

    private static readonly OrderSet<MessageResource> Orders = new("m.id", message => message.Id, [.. OrderSet<MessageResource>.Both("created_datetime", descendingFirst: false, ListMessages.Created)]);
    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names, DefaultLimit);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tickets/{ticketId:long}/messages", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<ListResource<MessageResource>>();

    private static async Task<IResult> HandleAsync(
        long ticketId, QueryValues query, Actor actor, ListTicketMessages listMessages, HttpContext http, CancellationToken cancellationToken) =>
        (await listMessages.RunAsync(ticketId, query, actor, cancellationToken)).ToOk("Failed to list messages", page => page.ToResource(http, message => message));

    public async Task<Result<Page<MessageResource>>> RunAsync(long ticketId, QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<MessageResource>.Read(query, Orders, DefaultLimit);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var (ticket, rows) = await db.BatchAsync(
            [
                Sql.Of($"select id from tickets where account_id = {actor.AccountId} and id = {ticketId}"),
                MessageReading.Select(actor.AccountId) + Sql.Of($" and m.ticket_id = {ticketId}") + page.Value.Tail(),
            ],
            async (results, token) => (await results.FirstOrDefaultAsync(row => (long?)row.GetInt64(0), token), await results.ListAsync(MessageReading.Read, token)),
            cancellationToken);
        return ticket is null ? Failure.NotFound() : page.Value.Cut(rows);
    }
}
