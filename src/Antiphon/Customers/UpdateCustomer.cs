using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Customers;

/// <summary>Changes what a request names; one that changes nothing writes nothing.</summary>
internal sealed class UpdateCustomer(DeskDb db, TimeProvider clock, PrepareFieldValues prepareFieldValues)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/customers/{id:long}", HandleAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets)
        .Writes(EventType.CustomerUpdated).Produces<CustomerResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateCustomerRequest> input, Actor actor, UpdateCustomer updateCustomer, CancellationToken cancellationToken) =>
        (await updateCustomer.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update customer", customer => customer.ToResource());

    public async Task<Result<CustomerDetail>> RunAsync(long id, Input<UpdateCustomerRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (!(await CustomerReading.LockAsync(db, actor.AccountId, [id], forGood: false, cancellationToken)).TryGetValue(id, out var before))
        {
            return Failure.NotFound();
        }

        var wishes = FieldValueWish.Of(input.Value.CustomFields.Value, input.Errors.Under("custom_fields"));
        var fields = await prepareFieldValues.RunAsync(FieldHolder.Customer, wishes, before.Customer.Fields, actor.AccountId, cancellationToken);
        var change = CustomerChange.Of(input.Value, before, fields, input.Errors);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        if (change.Changed.Count == 0)
        {
            await transaction.CommitAsync(cancellationToken);
            return before;
        }

        var now = clock.Now();
        var data = new JsonObject { ["changed"] = new JsonArray([.. change.Changed.Select(member => (JsonNode)member)]) };
        try
        {
            var after = await db.BatchAsync(
                [
                    .. change.Statements(actor.AccountId, now),
                    EventLog.Of(actor, now, [new(EventType.CustomerUpdated, EventObject.Customer, id, data)]),
                    .. CustomerReading.Statements(actor.AccountId, Sql.Of($"{id}")),
                ],
                CustomerReading.ReadAsync,
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return after[id];
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }
    }
}
