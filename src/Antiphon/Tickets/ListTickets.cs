using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Views;
using Antiphon.Views.Items;

namespace Antiphon.Tickets;

internal sealed class ListTickets(DeskDb db, GetView getView, ViewCondition viewCondition)
{
    private static readonly SortKey<Ticket> Created = SortKey<Ticket>.Time("tickets.created_at", ticket => ticket.CreatedAt);
    private static readonly SortKey<Ticket> Updated = SortKey<Ticket>.Time("tickets.updated_at", ticket => ticket.UpdatedAt);

    private static readonly OrderSet<Ticket> Orders = new(
        "tickets.id",
        ticket => ticket.Id,
        [.. OrderSet<Ticket>.Both(TimeFilter.Created, descendingFirst: true, Created), .. OrderSet<Ticket>.Both(TimeFilter.Updated, descendingFirst: true, Updated)]);

    // The default of a list of what changed is the direction in which a ticket that changes meanwhile is seen again and not skipped.
    private static readonly OrderSet<Ticket> OrdersOfUpdated = new("tickets.id", ticket => ticket.Id, [.. OrderSet<Ticket>.Both(TimeFilter.Updated, descendingFirst: false, Updated)]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names)
        .Integer("customer_id", min: 1)
        .Text("external_id", Ticket.MaxExternalIdLength)
        .Integer("view_id", min: 1, description: "Tickets that match the view's filters.")
        .Integer("rule_id", min: 1, description: "Tickets that match the rule's conditions.")
        .Integers("ticket_ids", 100)
        .Flag("trashed", "False leaves out tickets in the trash.")
        .ExtendedBy(TimeFilter.Created, TimeFilter.Updated);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tickets", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<ListResource<TicketCompactResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListTickets listTickets, HttpContext http, CancellationToken cancellationToken) =>
        (await listTickets.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list tickets", page => page.ToResource(http, ticket => ticket.ToCompact()));

    public async Task<Result<Page<Ticket>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        // No account has a rule yet, so none can be named.
        if (query.Integer("rule_id") is not null)
        {
            return Failure.NotFound();
        }

        if (TimeFilter.Clash(query) is { } clash)
        {
            return clash;
        }

        var view = await InViewAsync(query, actor, cancellationToken);
        if (view.Failure is { } missing)
        {
            return missing;
        }

        var page = PageRequest<Ticket>.Read(query, TimeFilter.Demanded(query) is TimeFilter.Updated ? OrdersOfUpdated : Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        return await page.Value.ReadAsync(db, Ticket.Select(actor.AccountId, actor.UserId) + Filter(query) + view.Value, Ticket.Read, cancellationToken);
    }

    private async Task<Result<Sql>> InViewAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        if (query.Integer("view_id") is not { } id)
        {
            return Sql.Empty;
        }

        var condition = await (await getView.RunAsync(id, actor, cancellationToken))
            .ThenAsync(view => view.Type == View.Tickets ? viewCondition.RunAsync(view, actor, cancellationToken) : Task.FromResult<Result<Sql>>(Failure.NotFound()));
        return condition.Map(condition => Sql.Of($" and {condition}"));
    }

    private static Sql Filter(QueryValues query)
    {
        var filter = Sql.Empty;
        if (query.Integer("customer_id") is { } customerId)
        {
            filter += Sql.Of($" and tickets.customer_id = {customerId}");
        }

        if (query.Text("external_id") is { } externalId)
        {
            filter += Sql.Of($" and tickets.external_id = {externalId}");
        }

        if (query.Integers("ticket_ids") is { } ids)
        {
            filter += Sql.Of($" and tickets.id = any({ids})");
        }

        if (query.Flag("trashed") is false)
        {
            filter += Sql.Of($" and tickets.trashed_at is null");
        }

        return filter + TimeFilter.Bounds(query, TimeFilter.Created, "tickets.created_at") + TimeFilter.Bounds(query, TimeFilter.Updated, "tickets.updated_at");
    }
}
