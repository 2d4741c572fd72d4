using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Messages;

/// <summary>The messages of all tickets, newest first; clients walk them until a time that they know.</summary>
internal sealed class ListMessages(DeskDb db)
{
    internal static readonly SortKey<MessageResource> Created = SortKey<MessageResource>.Time("m.created_at", message => message.CreatedDatetime);

    private static readonly OrderSet<MessageResource> Orders = new("m.id", message => message.Id, [.. OrderSet<MessageResource>.Both("created_datetime", descendingFirst: true, Created)]);
    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Integer("ticket_id", description: "Only the messages of this ticket.").ExtendedBy(TimeFilter.Created);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/messages", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<ListResource<MessageResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListMessages listMessages, HttpContext http, CancellationToken cancellationToken) =>
        (await listMessages.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list messages", page => page.ToResource(http, message => message));

    public async Task<Result<Page<MessageResource>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<MessageResource>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var ticket = query.Integer("ticket_id") is { } id ? Sql.Of($" and m.ticket_id = {id}") : Sql.Empty;
        return await page.Value.ReadAsync(db, MessageReading.Select(actor.AccountId) + ticket + TimeFilter.Bounds(query, TimeFilter.Created, "m.created_at"), MessageReading.Read, cancellationToken);
    }
}
