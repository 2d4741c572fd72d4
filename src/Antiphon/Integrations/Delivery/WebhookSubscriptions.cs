using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Integrations.Http;

namespace Antiphon.Integrations.Delivery;

/// <summary>Keeps the events that are queued for webhooks in step with the triggers of the active integrations, in the transaction that changes them.</summary>
internal sealed class WebhookSubscriptions(DeskDb db, EventSubscriptions subscriptions)
{
    public const string Consumer = "webhooks";

    /// <summary>Settles what is subscribed, for a caller that has locked the account's integrations.</summary>
    public async Task FollowAsync(long accountId, CancellationToken cancellationToken)
    {
        var triggers = await db.ListAsync(
            $"""
            select distinct unnest(h.triggers) from http_integrations h
            join integrations i on i.account_id = h.account_id and i.id = h.integration_id
            where h.account_id = {accountId} and i.deactivated_at is null
            """,
            row => row.GetString(0),
            cancellationToken);
        await subscriptions.SetAsync(accountId, Consumer, Triggers.EventsOf(triggers), cancellationToken);
    }
}
