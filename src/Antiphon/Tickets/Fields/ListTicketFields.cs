using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Tickets.Fields;

/// <summary>The values that a ticket has, with their fields.</summary>
internal sealed class ListTicketFields(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tickets/{ticketId:long}/custom-fields", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<FieldValuesResource>();

    private static async Task<IResult> HandleAsync(long ticketId, Actor actor, ListTicketFields listFields, CancellationToken cancellationToken) =>
        (await listFields.RunAsync(ticketId, actor, cancellationToken)).ToOk("Failed to list the fields of the ticket", values => new FieldValuesResource([.. values.Select(value => value.ToResource())]));

    public Task<Result<List<FieldValue>>> RunAsync(long ticketId, Actor actor, CancellationToken cancellationToken) => db.BatchAsync<Result<List<FieldValue>>>(
        [
            Sql.Of($"select exists (select from tickets where account_id = {actor.AccountId} and id = {ticketId})"),
            FieldValue.Select(FieldHolder.Ticket, actor.AccountId, ticketId),
        ],
        async (results, token) => await results.FirstOrDefaultAsync(row => row.GetBoolean(0), token) ? await results.ListAsync(FieldValue.Read, token) : Failure.NotFound(),
        cancellationToken);
}
