using Antiphon.Data;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Sandbox;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Integrations.Delivery.Health;

/// <summary>Writes how attempts ended, and what follows for their integrations: a warning, or the end.</summary>
internal sealed class EndDeliveries(DeskDb db, DeliveryQueue queue, SwitchOff switchOff, TimeProvider clock, IOptions<DeliveryOptions> options)
{
    public async Task RunAsync(IReadOnlyList<AttemptResult> results, CancellationToken cancellationToken)
    {
        // Nobody may see a sandbox at rest between the one and the other.
        await using var together = results.Any(result => SandboxAccounts.IsSandbox(result.Delivery.AccountId)) ? await db.BeginAsync(cancellationToken) : null;
        var counts = await queue.EndAsync(results, cancellationToken);
        var most = options.Value.DeactivateAfter;
        var warning = Math.Max(1, most / 10);
        foreach (var count in counts)
        {
            if (count.Now >= most)
            {
                await switchOff.RunAsync(count.AccountId, count.IntegrationId, isGone: false, cancellationToken);
            }
            else if (count.Before < warning && count.Now >= warning)
            {
                await db.ExecuteAsync(OwnerNotices.Add(count.AccountId, count.IntegrationId, OwnerNotices.Failing, count.Now, clock.NowOf(count.AccountId)), cancellationToken);
            }
        }

        foreach (var gone in results.Where(result => result.Verdict is DeliveryVerdict.Gone && !result.Delivery.IsTest).Select(result => (result.Delivery.AccountId, result.Delivery.IntegrationId)).Distinct())
        {
            await switchOff.RunAsync(gone.AccountId, gone.IntegrationId, isGone: true, cancellationToken);
        }

        if (together is not null)
        {
            await queue.PromoteAsync([.. results.Where(result => result.IsEnd).Select(result => result.Delivery.Subject).Distinct()], cancellationToken);
            await together.CommitAsync(cancellationToken);
        }
    }
}
