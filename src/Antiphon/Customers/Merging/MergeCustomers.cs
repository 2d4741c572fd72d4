using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Surveys;
using Antiphon.Tickets;
using Antiphon.VoiceCalls;
using Npgsql;

namespace Antiphon.Customers;

/// <summary>
/// Two records of one person become one: everything of the source moves to the target, the source vanishes, and its address leads to the target from then
/// on. Both spellings of the route end here.
/// </summary>
internal sealed class MergeCustomers(DeskDb db, TimeProvider clock, PrepareFieldValues prepareFieldValues)
{
    private const string Msg = "Failed to merge customers";

    private static readonly QuerySpec BothIds = QuerySpec.None
        .Integer("source_id", min: 1, description: "Required: the customer who vanishes.")
        .Integer("target_id", min: 1, description: "Required: the customer who stays.");

    private static readonly QuerySpec SourceId = QuerySpec.None.Integer("source_id", min: 1, description: "The customer who vanishes, unless the body names one.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/customers/merge", HandlePutAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets).Classed(CallClass.Destructive).Takes(BothIds)
            .Writes(EventType.CustomerMerged).Produces<CustomerResource>(StatusCodes.Status202Accepted);
        api.MapPost("/customers/{id:long}/merge", HandlePostAsync).RequireScope(Scope.CustomersWrite, Right.HandleTickets).Classed(CallClass.Destructive).Takes(SourceId)
            .Writes(EventType.CustomerMerged).Produces<CustomerResource>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> HandlePutAsync(Input<MergeCustomersRequest> input, QueryValues query, Actor actor, MergeCustomers merge, CancellationToken cancellationToken)
    {
        // In this form the ids stand in the query and nowhere else.
        input.Errors.AddIf(input.Value.SourceId is not null, "source_id", FieldErrors.Unknown);
        return (await merge.RunAsync(query.Integer("source_id"), query.Integer("target_id"), input, actor, cancellationToken)).ToAccepted(Msg, customer => customer.ToResource());
    }

    private static async Task<IResult> HandlePostAsync(long id, Input<MergeCustomersRequest> input, QueryValues query, Actor actor, MergeCustomers merge, CancellationToken cancellationToken) =>
        (await merge.RunAsync(input.Value.SourceId ?? query.Integer("source_id"), id, input, actor, cancellationToken)).ToAccepted(Msg, customer => customer.ToResource());

    public async Task<Result<CustomerDetail>> RunAsync(long? sourceId, long? targetId, Input<MergeCustomersRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        long[] ids = [.. new[] { sourceId, targetId }.OfType<long>()];
        var known = await CustomerReading.LockAsync(db, actor.AccountId, ids, forGood: true, cancellationToken);
        if (ids.Any(id => !known.ContainsKey(id)))
        {
            return Failure.NotFound();
        }

        input.Errors.Required("source_id", sourceId).Required("target_id", targetId).AddIf(sourceId == targetId, "source_id", "A customer cannot be merged into itself.");
        if (sourceId is not { } source || targetId is not { } target || source == target)
        {
            return Failure.Invalid(input.Errors);
        }

        var combined = CombinedCustomer.Of(known[source], known[target]);
        var wishes = FieldValueWish.Of(input.Value.CustomFields.Value, input.Errors.Under("custom_fields"));
        var fields = await prepareFieldValues.RunAsync(FieldHolder.Customer, wishes, combined.Customer.Fields, actor.AccountId, cancellationToken);
        var change = CustomerChange.Of(input.Value, combined, fields, input.Errors);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        string[] both = [.. known[source].Integrations.Keys.Intersect(known[target].Integrations.Keys, StringComparer.Ordinal)];
        if (both.Length > 0)
        {
            return Failure.Conflict(
                "Both customers have data of the same integration.",
                new JsonObject { ["integrations"] = new JsonArray([.. both.Select(id => (JsonNode)id)]) });
        }

        try
        {
            var now = clock.Now();
            var merged = await db.BatchAsync(
                [
                    .. Move(actor.AccountId, source, target, now),
                    .. change.Statements(actor.AccountId, now),
                    .. MergedObjects.Note(actor.AccountId, EventObject.Customer, source, target, now),
                    EventLog.Of(actor, now, [new(EventType.CustomerMerged, EventObject.Customer, target, new JsonObject { ["source_id"] = source, ["target_id"] = target })]),
                    .. CustomerReading.Statements(actor.AccountId, Sql.Of($"{target}")),
                ],
                CustomerReading.ReadAsync,
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return merged[target];
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }
    }

    /// <summary>Empties the source and deletes it, which frees its identifiers for the target.</summary>
    private static List<Sql> Move(long account, long source, long target, DateTimeOffset now) =>
    [
        Sql.Of($"update customer_channels set customer_id = {target}, updated_at = {now} where account_id = {account} and customer_id = {source}"),
        Sql.Of($"update customer_integrations set customer_id = {target} where account_id = {account} and customer_id = {source}"),
        Sql.Of(
            $"""
            update customers set data_version = other.data_version from customers other
            where customers.account_id = {account} and customers.id = {target} and customers.data is null and other.account_id = {account} and other.id = {source}
            """),
        CustomerFieldValues.Inherit(account, source, target),
        .. CustomerTickets.Move(account, source, target),
        CustomerSurveys.Move(account, source, target),
        .. CustomerCalls.Move(account, source, target),
        Sql.Of($"delete from customers where account_id = {account} and id = {source}"),
    ];
}
