using Antiphon.Data;

namespace Antiphon.Integrations.Delivery;

/// <summary>Finds the integrations that something is sent to.</summary>
internal sealed class WebhookTargets(ReadIntegrations reading)
{
    /// <summary>Those that want to be told of events.</summary>
    public async Task<IReadOnlyList<WebhookTarget>> ListeningAsync(long accountId, CancellationToken cancellationToken) =>
        [.. (await reading.RunAsync(accountId, Sql.Of($" and i.deactivated_at is null and h.triggers <> array[]::text[] order by i.id"), cancellationToken)).Select(found => new WebhookTarget(found))];

    /// <summary>Some of one account, active or not; what is deleted is absent.</summary>
    public async Task<Dictionary<long, WebhookTarget>> FindAsync(long accountId, long[] ids, CancellationToken cancellationToken) =>
        (await reading.RunAsync(accountId, Sql.Of($" and h.id is not null and i.id = any({ids})"), cancellationToken)).ToDictionary(found => found.Id, found => new WebhookTarget(found));
}
