using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Messages;
using Antiphon.Surveys;

namespace Antiphon.Tickets;

/// <summary>A ticket with everything its detail shows.</summary>
internal sealed record TicketDetail(Ticket Ticket, CustomerDetail? Customer, IReadOnlyList<TicketMessageResource> Messages, IReadOnlyList<TicketEventResource> Events, Survey? Survey);

/// <summary>Reads a ticket, its customer and its messages in one round trip.</summary>
internal sealed class GetTicket(DeskDb db)
{
    private static readonly QuerySpec Query = QuerySpec.None.Texts("relationships", ["custom_fields"], description: "Accepted; the field values are always there.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tickets/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<TicketResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetTicket getTicket, HttpContext http, CancellationToken cancellationToken) =>
        (await getTicket.RunAsync(id, http.Account().Switches.TicketEvents, actor, cancellationToken)).ToOk("Failed to get ticket", detail => detail.ToResource());

    public Task<Result<TicketDetail>> RunAsync(long id, bool withEvents, Actor actor, CancellationToken cancellationToken) =>
        RunAfterAsync([], id, withEvents, actor, cancellationToken);

    /// <summary>The same behind statements that answer nothing, such as the events of whoever made the ticket.</summary>
    public async Task<Result<TicketDetail>> RunAfterAsync(IReadOnlyList<Sql> before, long id, bool withEvents, Actor actor, CancellationToken cancellationToken)
    {
        var customer = Sql.Of($"select customer_id from tickets where account_id = {actor.AccountId} and id = {id}");
        List<Sql> statements =
        [
            .. before,
            Sql.Of($"{Ticket.Select(actor.AccountId, actor.UserId)} and tickets.id = {id}"),
            .. CustomerReading.Statements(actor.AccountId, customer),
            MessageReading.OfTicket(actor.AccountId, id),
            Survey.Select(actor.AccountId) + Sql.Of($" and ticket_id = {id}"),
        ];
        if (withEvents)
        {
            statements.Add(TicketEvents.Of(actor.AccountId, id));
        }

        return await db.BatchAsync<Result<TicketDetail>>(
            statements,
            async (results, cancellationToken) =>
            {
                if (await results.FirstOrDefaultAsync(Ticket.Read, cancellationToken) is not { } ticket)
                {
                    return Failure.NotFound();
                }

                var customers = await CustomerReading.ReadAsync(results, cancellationToken);
                var messages = await results.ListAsync(MessageReading.Read, cancellationToken);
                var survey = await results.FirstOrDefaultAsync(Survey.Read, cancellationToken);
                var events = withEvents ? await results.ListAsync(TicketEvents.Read, cancellationToken) : [];
                return new TicketDetail(ticket, customers.Values.FirstOrDefault(), messages, events, survey);
            },
            cancellationToken);
    }
}
