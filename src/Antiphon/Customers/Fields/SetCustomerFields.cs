using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.CustomFields;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Customers;

/// <summary>
/// Sets and clears values of a customer; fields that are not named keep theirs. Macros and rules call it as well. Values that change nothing write nothing.
/// </summary>
internal sealed class SetCustomerFields(DeskDb db, TimeProvider clock, PrepareFieldValues prepareFieldValues, GetCustomField getCustomField, ListCustomerFields listFields)
{
    private const string Path = "/customers/{customerId:long}/custom-fields";
    private const string Msg = "Failed to set the fields of the customer";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut(Path, HandleManyAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets).Writes(EventType.CustomerUpdated).Produces<FieldValuesResource>();
        api.MapPut(Path + "/{fieldId:long}", HandleOneAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets).Writes(EventType.CustomerUpdated).Produces<FieldValueResource>();
        api.MapDelete(Path + "/{fieldId:long}", HandleClearAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets).Classed(CallClass.Write)
            .Writes(EventType.CustomerUpdated).Produces(StatusCodes.Status204NoContent).WithName("ClearCustomerField");
    }

    private static async Task<IResult> HandleManyAsync(
        long customerId, ListInput<CustomFieldValueRequest> input, Actor actor, SetCustomerFields setFields, ListCustomerFields listFields, CancellationToken cancellationToken)
    {
        var set = await setFields.RunAsync(customerId, FieldValueWish.Of(input.Items, input.Errors), input.Errors, actor, cancellationToken);
        return (await set.ThenAsync(_ => listFields.RunAsync(customerId, actor, cancellationToken))).ToOk(Msg, values => new FieldValuesResource([.. values.Select(value => value.ToResource())]));
    }

    private static async Task<IResult> HandleOneAsync(long customerId, long fieldId, FieldValueBody body, Actor actor, SetCustomerFields setFields, CancellationToken cancellationToken) =>
        (await setFields.RunOneAsync(customerId, body.ToWish(fieldId), body.Errors, actor, cancellationToken)).ToOk(Msg, value => value.ToResource());

    private static async Task<IResult> HandleClearAsync(long customerId, long fieldId, Actor actor, SetCustomerFields setFields, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        return (await setFields.RunOneAsync(customerId, new FieldValueWish(fieldId, new(null), errors), errors, actor, cancellationToken)).ToNoContent(Msg);
    }

    /// <summary>Joins the transaction that is open in this scope. 404 without the customer; 400 with what is wrong at each wish.</summary>
    public async Task<Result<Done>> RunAsync(long customerId, IReadOnlyList<FieldValueWish> wishes, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        // The lock first and the values after it: those of a change that was waited for count.
        var exists = await db.FirstOrDefaultAsync(
            $"select true from customers where account_id = {actor.AccountId} and id = {customerId} for no key update", row => row.GetBoolean(0), cancellationToken);
        if (!exists)
        {
            return Failure.NotFound();
        }

        var stored = await db.SingleAsync(
            $"select {FieldMap.OfCustomers:raw} from customers where account_id = {actor.AccountId} and id = {customerId}", row => FieldMap.Read(row, 0), cancellationToken);
        var change = await prepareFieldValues.RunAsync(FieldHolder.Customer, wishes, stored, actor.AccountId, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        if (change.Any)
        {
            var now = clock.Now();
            await db.BatchAsync(
                [
                    .. change.Statements(actor.AccountId, customerId, now),
                    Sql.Of($"update customers set updated_at = {now} where account_id = {actor.AccountId} and id = {customerId}"),
                    EventLog.Of(actor, now, [new(EventType.CustomerUpdated, EventObject.Customer, customerId, new JsonObject { ["changed"] = new JsonArray("custom_fields") })]),
                ],
                (_, _) => Task.FromResult(default(Done)),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }

    /// <summary>The route's form: the field is a part of the path, so one that is not there is a 404.</summary>
    private async Task<Result<FieldValue>> RunOneAsync(long customerId, FieldValueWish wish, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var field = await getCustomField.RunAsync(wish.FieldId!.Value, actor, cancellationToken);
        var set = await field.ThenAsync(_ => RunAsync(customerId, [wish], errors, actor, cancellationToken));
        var values = await set.ThenAsync(_ => listFields.RunAsync(customerId, actor, cancellationToken));
        return values.Map(all => all.Find(value => value.Field.Id == wish.FieldId) ?? new FieldValue(field.Value, null));
    }
}
