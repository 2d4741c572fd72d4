using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Customers;

internal sealed class GetCustomer(DeskDb db)
{
    // Field values are always there, so asking for them changes nothing.
    private static readonly QuerySpec Query = QuerySpec.None.Texts("relationships", ["custom_fields"], description: "Accepted for compatibility: field values are always filled.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/customers/{id:long}", HandleAsync).RequireScope(Scope.CustomersRead, Right.Read).Takes(Query).Produces<CustomerResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetCustomer getCustomer, CancellationToken cancellationToken) =>
        (await getCustomer.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get customer", customer => customer.ToResource());

    public async Task<Result<CustomerDetail>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var details = await CustomerReading.DetailsAsync(db, actor.AccountId, [id], cancellationToken);
        return details.TryGetValue(id, out var customer) ? customer : Failure.NotFound();
    }
}
