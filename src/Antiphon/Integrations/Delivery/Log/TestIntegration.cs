using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Events.Dispatch;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Integrations.Delivery.Bodies;

namespace Antiphon.Integrations.Delivery.Log;

/// <summary>
/// Sends an event that never happened, about the newest ticket, customer, … of the account, to see what the receiver says. It is sent once, also to an
/// integration that is switched off, and counts for nothing. An extension.
/// </summary>
internal sealed class TestIntegration(DeskDb db, TimeProvider clock, WebhookTargets targets, DeliveryStore store)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/integrations/{id:long}/test", HandleAsync)
        .RequireScope(Scope.IntegrationsWrite, Right.Administer).Extension().Produces<DeliveryResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<TestIntegrationRequest> input, Actor actor, TestIntegration testIntegration, CancellationToken cancellationToken) =>
        (await testIntegration.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to test integration", delivery => delivery);

    public async Task<Result<DeliveryResource>> RunAsync(long id, Input<TestIntegrationRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        if ((await targets.FindAsync(actor.AccountId, [id], cancellationToken)).GetValueOrDefault(id) is not { } target)
        {
            return Failure.NotFound();
        }

        var trigger = input.Value.EventType ?? EventType.TicketCreated;
        input.Errors.OneOf("event_type", trigger, [.. HttpIntegrationTrigger.Official, .. HttpIntegrationTrigger.Extensions]);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var queued = await InventAsync(trigger, actor, cancellationToken);
        var objects = await WebhookObjects.ReadAsync(db, actor.AccountId, [queued], cancellationToken);
        var body = DefaultBody.Of(queued, trigger, objects);
        var request = target.Template.Render(body, () => new WebhookFacts(DefaultBody.Parse(body), objects.IntegrationsByType));
        var delivery = new NewDelivery(id, null, trigger, NewDelivery.Test, 0, request, objects.CustomerOf(queued)) { Origin = OriginTrail.Integration(objects.Domain, id) };
        var written = await store.AddAsync(actor.AccountId, [delivery], new Dictionary<string, int>(), TimeSpan.Zero, cancellationToken);
        return await db.SingleAsync(
            $"select {DeliveryReading.Columns:raw} from deliveries where account_id = {actor.AccountId} and integration_id = {id} and id = {written[0].Id}", DeliveryReading.Read, cancellationToken);
    }

    private async Task<QueuedEvent> InventAsync(string trigger, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        var (type, newest) = trigger switch
        {
            _ when trigger.StartsWith("ticket-message", StringComparison.Ordinal) => (EventObject.TicketMessage, Sql.Of($"select id, ticket_id from messages where account_id = {account} order by created_at desc, id desc limit 1")),
            _ when trigger.StartsWith("ticket", StringComparison.Ordinal) => (EventObject.Ticket, Sql.Of($"select id, id from tickets where account_id = {account} order by created_at desc, id desc limit 1")),
            _ when trigger.StartsWith("customer", StringComparison.Ordinal) => (EventObject.Customer, Sql.Of($"select id, id from customers where account_id = {account} order by created_at desc, id desc limit 1")),
            _ when trigger.StartsWith("user", StringComparison.Ordinal) => (EventObject.User, Sql.Of($"select id, id from users where account_id = {account} and deleted_at is null order by created_at desc, id desc limit 1")),
            _ when trigger.StartsWith("tag", StringComparison.Ordinal) => (EventObject.Tag, Sql.Of($"select id, id from tags where account_id = {account} order by id desc limit 1")),
            _ => (EventObject.Integration, Sql.Of($"select id, id from integrations where account_id = {account} order by id desc limit 1")),
        };
        var (objectId, subjectId) = await db.FirstOrDefaultAsync(newest, row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);
        var data = JsonSerializer.SerializeToElement(new Dictionary<string, bool> { ["test"] = true });
        var invented = new Event(0, actor.Context, clock.Now(), data, objectId, type, trigger, actor.UserId);
        return new(account, 0, type == EventObject.TicketMessage ? EventObject.Ticket : type, subjectId, 0, 0, invented);
    }
}
