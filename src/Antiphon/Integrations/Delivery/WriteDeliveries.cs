using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Integrations.Delivery.Bodies;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Integrations.Http;
using Antiphon.Sandbox;

namespace Antiphon.Integrations.Delivery;

/// <summary>
/// The consumer of events that is the HTTP integrations of an account: for each event and each integration that wants it, one delivery with the body as it is at
/// this moment. What this node has room for it sends itself as soon as that is committed.
/// </summary>
internal sealed class WriteDeliveries(DeskDb db, DeliveryStore store, WebhookTargets targets, DeliverySender sender)
{
    public static EventConsumer Consumer { get; } = new(
        WebhookSubscriptions.Consumer, 100, (services, taken, cancellationToken) => services.GetRequiredService<WriteDeliveries>().RunAsync(taken, cancellationToken));

    public async Task RunAsync(IReadOnlyList<QueuedEvent> taken, CancellationToken cancellationToken)
    {
        // In the order in which everyone locks sequences.
        foreach (var account in taken.GroupBy(queued => queued.AccountId).OrderBy(account => account.Key))
        {
            await RunAsync(account.Key, [.. account], cancellationToken);
        }
    }

    private async Task RunAsync(long accountId, List<QueuedEvent> events, CancellationToken cancellationToken)
    {
        var listening = await targets.ListeningAsync(accountId, cancellationToken);
        var domain = events.Exists(queued => queued.Origin is not null)
            ? await db.SingleAsync($"select domain from accounts where account_id = {accountId}", row => row.GetString(0), cancellationToken)
            : "";
        var wanted = events.SelectMany(queued => Wanted(queued, listening, domain).Select(pair => (Queued: queued, pair.Target, pair.Trigger))).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        var objects = await WebhookObjects.ReadAsync(db, accountId, [.. wanted.Select(one => one.Queued).Distinct()], cancellationToken);
        var bodies = new Dictionary<(long Event, string Trigger), (byte[] Body, Lazy<WebhookFacts> Facts)>();
        var deliveries = new List<NewDelivery>(wanted.Count);
        foreach (var (queued, target, trigger) in wanted)
        {
            if (!bodies.TryGetValue((queued.Id, trigger), out var body))
            {
                var text = DefaultBody.Of(queued, trigger, objects);
                bodies[(queued.Id, trigger)] = body = (text, new(() => new WebhookFacts(DefaultBody.Parse(text), objects.IntegrationsByType)));
            }

            var request = target.Template.Render(body.Body, () => body.Facts.Value);
            deliveries.Add(new(target.Id, queued.Id, trigger, queued.SubjectType, queued.SubjectId, request, objects.CustomerOf(queued))
            {
                Origin = OriginOf(queued, target, objects.Domain),
            });
        }

        // In a sandbox each waits for its turn.
        var room = SandboxAccounts.IsSandbox(accountId) ? new Dictionary<string, int>() : sender.RoomTo([.. deliveries.Select(delivery => delivery.Host).Distinct()]);
        var written = await store.AddAsync(accountId, deliveries, room, sender.Lease, cancellationToken);
        List<TakenDelivery> taken = [.. deliveries.Index().Where(one => written[one.Index].IsTaken)
            .Select(one => sender.Taken(ClaimedDelivery.Of(accountId, one.Item, written[one.Index]), wanted[one.Index].Target))];
        db.AfterCommit(() => sender.Send(taken));
    }

    private static string? OriginOf(QueuedEvent queued, WebhookTarget target, string domain) =>
        OriginTrail.Add(OriginTrail.Add(queued.Origin, queued.RuleId is { } rule ? OriginTrail.Rule(domain, rule) : null), OriginTrail.Integration(domain, target.Id));

    // The service that made the change itself knows of it; of what rules did behind it, it does not.
    private static bool MadeIt(QueuedEvent queued, WebhookTarget target, string domain) => queued.Chain == 0 && OriginTrail.EndsAt(queued.Origin, OriginTrail.Integration(domain, target.Id));

    private static IEnumerable<(WebhookTarget Target, string Trigger)> Wanted(QueuedEvent queued, IReadOnlyList<WebhookTarget> listening, string domain)
    {
        var fired = Triggers.FiredBy(queued.Event.Type);
        return listening.Where(target => !MadeIt(queued, target, domain)).SelectMany(target => fired.Where(trigger => target.Call.Triggers.Contains(trigger)).Select(trigger => (target, trigger)));
    }
}
