using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Customers;

/// <summary>The values that a customer has, with their fields.</summary>
internal sealed class ListCustomerFields(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/customers/{customerId:long}/custom-fields", HandleAsync).RequireScope(Scope.CustomersRead, Right.Read).Produces<FieldValuesResource>();

    private static async Task<IResult> HandleAsync(long customerId, Actor actor, ListCustomerFields listFields, CancellationToken cancellationToken) =>
        (await listFields.RunAsync(customerId, actor, cancellationToken)).ToOk("Failed to list the fields of the customer", values => new FieldValuesResource([.. values.Select(value => value.ToResource())]));

    public Task<Result<List<FieldValue>>> RunAsync(long customerId, Actor actor, CancellationToken cancellationToken) => db.BatchAsync<Result<List<FieldValue>>>(
        [
            Sql.Of($"select exists (select from customers where account_id = {actor.AccountId} and id = {customerId})"),
            FieldValue.Select(FieldHolder.Customer, actor.AccountId, customerId),
        ],
        async (results, token) => await results.FirstOrDefaultAsync(row => row.GetBoolean(0), token) ? await results.ListAsync(FieldValue.Read, token) : Failure.NotFound(),
        cancellationToken);
}
