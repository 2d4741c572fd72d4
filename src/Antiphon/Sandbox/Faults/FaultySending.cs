using System.Collections.Concurrent;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Outgoing;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Sandbox.Faults;

/// <summary>
/// Sends webhooks as a sandbox wants them to go wrong: not at all, twice, or behind the next one to the same integration. For the sender they have arrived, as they
/// would have for a service whose receiver lost them.
/// </summary>
internal sealed class FaultySending(OutgoingHttp http, AccountClock clock)
{
    // When no other follows.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private static readonly OutgoingOutcome Arrived = new OutgoingOutcome.Answered(StatusCodes.Status200OK, [], [], null);

    private readonly ConcurrentDictionary<(long Account, long Integration), Func<Task>> held = new();

    /// <summary>Sends a request, as often and as late as the faults of the account want it.</summary>
    /// <param name="delivery">What is sent.</param>
    /// <param name="first">The request.</param>
    /// <param name="another">Makes another one: what was sent cannot be sent again.</param>
    /// <param name="most">As much of the answer is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<OutgoingOutcome> SendAsync(ClaimedDelivery delivery, HttpRequestMessage first, Func<HttpRequestMessage> another, int most, CancellationToken cancellationToken)
    {
        if (clock.Find(delivery.AccountId) is not { } sandbox)
        {
            return await http.SendAsync(first, most, cancellationToken);
        }

        var lane = (delivery.AccountId, delivery.IntegrationId);
        switch (sandbox.Faults?.OfWebhook(delivery.Uid, delivery.Attempt) ?? WebhookFault.None)
        {
            case WebhookFault.Lost:
                return Arrived;
            case WebhookFault.OutOfOrder:
                await HoldAsync(lane, () => http.SendAsync(another(), most, CancellationToken.None));
                return Arrived;
            case WebhookFault.Twice:
                await http.SendAsync(another(), most, cancellationToken);
                break;
        }

        var outcome = await http.SendAsync(first, most, cancellationToken);
        await ReleaseAsync(lane);
        return outcome;
    }

    private async Task HoldAsync((long Account, long Integration) lane, Func<Task> send)
    {
        await ReleaseAsync(lane);
        held[lane] = send;
        _ = Task.Run(async () =>
        {
            await Task.Delay(LongestHold, clock, CancellationToken.None);
            if (held.TryRemove(KeyValuePair.Create(lane, send)))
            {
                await send();
            }
        });
    }

    private async Task ReleaseAsync((long Account, long Integration) lane)
    {
        if (held.TryRemove(lane, out var late))
        {
            await late();
        }
    }
}
