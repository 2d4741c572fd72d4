using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Integrations.Delivery.Log;

/// <summary>
/// Sends deliveries again, one or a range: the same body and the same id, signed at the time at which they leave. Those of one subject keep their order, and what
/// is newer waits behind them. An extension.
/// </summary>
internal sealed class ReplayDeliveries(DeskDb db, TimeProvider clock)
{
    private const int Most = 10_000;
    private const string Msg = "Failed to replay deliveries";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/integrations/{id:long}/deliveries/{deliveryId:long}/replay", HandleOneAsync).WithName("ReplayDelivery")
            .RequireScope(Scope.IntegrationsWrite, Right.Administer).Extension().Produces<DeliveryResource>(StatusCodes.Status202Accepted);
        api.MapPost("/integrations/{id:long}/deliveries/replay", HandleManyAsync).WithName("ReplayDeliveries")
            .RequireScope(Scope.IntegrationsWrite, Right.Administer).Extension().Produces<ReplayResource>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> HandleOneAsync(long id, long deliveryId, Actor actor, ReplayDeliveries replay, CancellationToken cancellationToken) =>
        (await replay.OneAsync(id, deliveryId, actor, cancellationToken)).ToAccepted(Msg, delivery => delivery);

    private static async Task<IResult> HandleManyAsync(long id, Input<ReplayDeliveriesRequest> input, Actor actor, ReplayDeliveries replay, CancellationToken cancellationToken) =>
        (await replay.RunAsync(id, input, actor, cancellationToken)).ToAccepted(Msg, replayed => replayed);

    public async Task<Result<DeliveryResource>> OneAsync(long id, long deliveryId, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var state = await db.FirstOrDefaultAsync(
            $"""
            select state from deliveries where account_id = {actor.AccountId} and integration_id = {id} and id = {deliveryId}
              and exists (select from http_integrations h where h.account_id = {actor.AccountId} and h.integration_id = {id}) for update
            """,
            row => row.GetString(0),
            cancellationToken);
        switch (state)
        {
            case null:
                return Failure.NotFound();
            case DeliveryStatus.Pending:
                return Failure.Conflict("The delivery is still on its way.");
            default:
                break;
        }

        if (await IsOffAsync(id, actor, cancellationToken))
        {
            return Off();
        }

        await AgainAsync(id, Sql.Of($"id = {deliveryId}"), actor, cancellationToken);
        var delivery = await db.SingleAsync(
            $"select {DeliveryReading.Columns:raw} from deliveries where account_id = {actor.AccountId} and integration_id = {id} and id = {deliveryId}", DeliveryReading.Read, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return delivery;
    }

    public async Task<Result<ReplayResource>> RunAsync(long id, Input<ReplayDeliveriesRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        var found = await db.FirstOrDefaultAsync(DeliveryReading.Owner(actor.AccountId, id), row => (long?)row.GetInt64(0), cancellationToken);
        if (found is null)
        {
            return Failure.NotFound();
        }

        errors.OneOf("status", request.Status, [DeliveryStatus.Failed, DeliveryStatus.Delivered])
            .AddIf(request.FromDatetime > request.ToDatetime, "to_datetime", "Must not be earlier than from_datetime.");
        string[] triggers = [.. HttpIntegrationTrigger.Official, .. HttpIntegrationTrigger.Extensions];
        foreach (var (place, type) in (request.EventTypes ?? []).Index())
        {
            errors.Under("event_types").AddIf(!triggers.Contains(type), $"{place}", $"Must be one of: {string.Join(", ", triggers)}.");
        }

        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await IsOffAsync(id, actor, cancellationToken))
        {
            return Off();
        }

        var which = request.Status is DeliveryStatus.Delivered ? Sql.Of($"state = 'delivered'") : Sql.Of($"state = 'failed'");
        which += Sql.Of($" and event_id is not null and ({request.FromDatetime} is null or created_at >= {request.FromDatetime}) and ({request.ToDatetime} is null or created_at < {request.ToDatetime})");
        if (request.EventTypes is { Count: > 0 } types)
        {
            which += Sql.Of($" and event_type = any({types.ToArray()})");
        }

        var ids = await db.ListAsync(
            $"select id from deliveries where account_id = {actor.AccountId} and integration_id = {id} and {which} order by id limit {Most + 1}", row => row.GetInt64(0), cancellationToken);
        var taken = ids.Take(Most).ToArray();
        var count = await AgainAsync(id, Sql.Of($"id = any({taken}) and state <> 'pending'"), actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ReplayResource(count, ids.Count > Most);
    }

    private static Failure Off() => Failure.Conflict("The integration is switched off: switch it on first.");

    private Task<bool> IsOffAsync(long id, Actor actor, CancellationToken cancellationToken) => db.SingleAsync(
        $"select deactivated_at is not null from integrations where account_id = {actor.AccountId} and id = {id} for share", row => row.GetBoolean(0), cancellationToken);

    private Task<int> AgainAsync(long id, Sql which, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return db.BatchAsync(
            [
                Sql.Of($"""
                    with again as (
                      update deliveries set state = 'pending', sending = false, tries = 0, due_at = {now}, finished_at = null
                      where account_id = {actor.AccountId} and integration_id = {id} and {which} returning id)
                    select count(*)::int from again
                    """),
                Announcements.Notify(DeliveryStore.Announcement, ""),
            ],
            async (results, token) => await results.FirstOrDefaultAsync(row => row.GetInt32(0), token),
            cancellationToken);
    }
}
