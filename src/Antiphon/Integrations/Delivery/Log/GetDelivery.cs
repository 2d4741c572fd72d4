using System.Text;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Integrations.Delivery.Bodies;

namespace Antiphon.Integrations.Delivery.Log;

/// <summary>One delivery with its body and every attempt. An extension.</summary>
internal sealed class GetDelivery(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/integrations/{id:long}/deliveries/{deliveryId:long}", HandleAsync)
        .RequireScope(Scope.IntegrationsRead, Right.Administer).Extension().Produces<DeliveryDetailResource>();

    private static async Task<IResult> HandleAsync(long id, long deliveryId, Actor actor, GetDelivery getDelivery, CancellationToken cancellationToken) =>
        (await getDelivery.RunAsync(id, deliveryId, actor, cancellationToken)).ToOk("Failed to get delivery", delivery => delivery);

    public async Task<Result<DeliveryDetailResource>> RunAsync(long id, long deliveryId, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        var (delivery, body, attempts) = await db.BatchAsync(
            [
                Sql.Of($"""
                    select {DeliveryReading.Columns:raw} from deliveries where account_id = {account} and integration_id = {id} and id = {deliveryId}
                      and exists (select from http_integrations h where h.account_id = {account} and h.integration_id = {id})
                    """),
                Sql.Of($"select url, {PackedBody.Columns:raw} from delivery_bodies where account_id = {account} and integration_id = {id} and delivery_id = {deliveryId}"),
                Sql.Of($"select {DeliveryReading.AttemptColumns:raw} from delivery_attempts where account_id = {account} and integration_id = {id} and delivery_id = {deliveryId} order by number"),
            ],
            async (results, token) => (
                await results.FirstOrDefaultAsync(DeliveryReading.Read, token),
                await results.FirstOrDefaultAsync(row => (Url: row.GetString(0), Body: PackedBody.Read(row, 1)), token),
                await results.ListAsync(DeliveryReading.ReadAttempt, token)),
            cancellationToken);
        return delivery is null ? Failure.NotFound() : new DeliveryDetailResource(delivery, DeliveryReading.MaskedUrl(body.Url ?? ""), body.Body is { } bytes ? Encoding.UTF8.GetString(bytes) : null, attempts);
    }
}
