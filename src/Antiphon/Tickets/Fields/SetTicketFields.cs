using Antiphon.Contract;
using Antiphon.CustomFields;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Tickets.Fields;

/// <summary>
/// Sets and clears values of a ticket; fields that are not named keep theirs. Macros and rules call it as well. Values that change nothing write nothing.
/// </summary>
internal sealed class SetTicketFields(DeskDb db, TimeProvider clock, PrepareFieldValues prepareFieldValues, GetCustomField getCustomField, ListTicketFields listFields)
{
    private const string Path = "/tickets/{ticketId:long}/custom-fields";
    private const string Msg = "Failed to set the fields of the ticket";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut(Path, HandleManyAsync).RequireScope(Scope.TicketsWrite, Right.HandleTickets).Writes(EventType.TicketUpdated).Produces<FieldValuesResource>();
        api.MapPut(Path + "/{fieldId:long}", HandleOneAsync).RequireScope(Scope.TicketsWrite, Right.HandleTickets).Writes(EventType.TicketUpdated).Produces<FieldValueResource>();
        api.MapDelete(Path + "/{fieldId:long}", HandleClearAsync).RequireScope(Scope.TicketsWrite, Right.HandleTickets).Classed(CallClass.Write)
            .Writes(EventType.TicketUpdated).Produces(StatusCodes.Status204NoContent).WithName("ClearTicketField");
    }

    private static async Task<IResult> HandleManyAsync(
        long ticketId, ListInput<CustomFieldValueRequest> input, Actor actor, SetTicketFields setFields, ListTicketFields listFields, CancellationToken cancellationToken)
    {
        var set = await setFields.RunAsync(ticketId, FieldValueWish.Of(input.Items, input.Errors), input.Errors, actor, cancellationToken);
        return (await set.ThenAsync(_ => listFields.RunAsync(ticketId, actor, cancellationToken))).ToOk(Msg, values => new FieldValuesResource([.. values.Select(value => value.ToResource())]));
    }

    private static async Task<IResult> HandleOneAsync(long ticketId, long fieldId, FieldValueBody body, Actor actor, SetTicketFields setFields, CancellationToken cancellationToken) =>
        (await setFields.RunOneAsync(ticketId, body.ToWish(fieldId), body.Errors, actor, cancellationToken)).ToOk(Msg, value => value.ToResource());

    private static async Task<IResult> HandleClearAsync(long ticketId, long fieldId, Actor actor, SetTicketFields setFields, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        return (await setFields.RunOneAsync(ticketId, new FieldValueWish(fieldId, new(null), errors), errors, actor, cancellationToken)).ToNoContent(Msg);
    }

    /// <summary>Joins the transaction that is open in this scope. 404 without the ticket; 400 with what is wrong at each wish.</summary>
    public async Task<Result<Done>> RunAsync(long ticketId, IReadOnlyList<FieldValueWish> wishes, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        // The lock first and the values after it: those of a change that was waited for count.
        var exists = await db.FirstOrDefaultAsync(
            $"select true from tickets where account_id = {actor.AccountId} and id = {ticketId} for no key update", row => row.GetBoolean(0), cancellationToken);
        if (!exists)
        {
            return Failure.NotFound();
        }

        var stored = await db.SingleAsync(
            $"select {FieldMap.OfTickets:raw} from tickets where account_id = {actor.AccountId} and id = {ticketId}", row => FieldMap.Read(row, 0), cancellationToken);
        var change = await prepareFieldValues.RunAsync(FieldHolder.Ticket, wishes, stored, actor.AccountId, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        if (change.Any)
        {
            var now = clock.Now();
            await db.BatchAsync(
                [
                    .. change.Statements(actor.AccountId, ticketId, now),
                    Sql.Of($"update tickets set updated_at = {now} where account_id = {actor.AccountId} and id = {ticketId}"),
                    EventLog.Of(actor, now, [TicketEvent.Of(EventType.TicketUpdated, ticketId)]),
                ],
                (_, _) => Task.FromResult(default(Done)),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }

    /// <summary>The route's form: the field is a part of the path, so one that is not there is a 404.</summary>
    private async Task<Result<FieldValue>> RunOneAsync(long ticketId, FieldValueWish wish, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var field = await getCustomField.RunAsync(wish.FieldId!.Value, actor, cancellationToken);
        var set = await field.ThenAsync(_ => RunAsync(ticketId, [wish], errors, actor, cancellationToken));
        var values = await set.ThenAsync(_ => listFields.RunAsync(ticketId, actor, cancellationToken));
        return values.Map(all => all.Find(value => value.Field.Id == wish.FieldId) ?? new FieldValue(field.Value, null));
    }
}
