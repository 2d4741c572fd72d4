using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Customers;

/// <summary>Stores what a back office knows of a customer. Data that is older than what is stored is silently ignored.</summary>
internal sealed class UpdateCustomerData(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/customers/{id:long}/data", HandleAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets)
        .Writes(EventType.CustomerExternalDataUpdated).Produces(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateCustomerDataRequest> input, Actor actor, UpdateCustomerData updateData, CancellationToken cancellationToken) =>
        (await updateData.RunAsync(id, input, actor, cancellationToken)).ToEmpty("Failed to update customer data", StatusCodes.Status202Accepted);

    public async Task<Result<Done>> RunAsync(long id, Input<UpdateCustomerDataRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (data, version) = input.Value;
        input.Errors.AddIf(!data.HasValue, "data", FieldErrors.Missing);
        var isValid = !input.Errors.Any;
        var now = clock.Now();
        // One statement: the version is compared under the row's lock, so that of two racing writers the newer one stays. The id is looked up beside it,
        // because a request that is ignored and one for nobody both change nothing.
        var exists = await db.SingleAsync(
            $"""
            with changed as (
              update customers set data = {data.Value}, data_version = coalesce({version}, data_version), updated_at = {now}
              where {isValid} and account_id = {actor.AccountId} and id = {id}
                and (data_version is null or {version} is null or data_version <= {version})
                and (data is distinct from {data.Value} or data_version < {version} or (data_version is null and {version} is not null))
              returning id),
            logged as ({EventLog.Of(actor, EventType.CustomerExternalDataUpdated, EventObject.CustomerExternalData, now, Sql.Of($"select id, null::jsonb from changed"))})
            select exists (select from customers where account_id = {actor.AccountId} and id = {id})
            """,
            row => row.GetBoolean(0),
            cancellationToken);
        return !exists ? Failure.NotFound() : isValid ? default(Done) : Failure.Invalid(input.Errors);
    }
}
