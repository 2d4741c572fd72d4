using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Customers;

/// <summary>Reads the data alone, with the version that its writer gave it.</summary>
internal sealed class GetCustomerData(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/customers/{id:long}/data", HandleAsync).RequireScope(Scope.CustomersRead, Right.Read).Extension().Produces<CustomerDataResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetCustomerData getData, CancellationToken cancellationToken) =>
        (await getData.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get customer data", data => data);

    public async Task<Result<CustomerDataResource>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(
            $"select data, data_version from customers where account_id = {actor.AccountId} and id = {id}",
            row => new CustomerDataResource(row.Json(0), row.TimeOrNull(1)),
            cancellationToken) is { } data ? data : Failure.NotFound();
}
