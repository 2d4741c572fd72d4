using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.Integrations.Delivery;

namespace Antiphon.Integrations;

/// <summary>Every change of an account's integrations begins and ends here, one after another: what follows from all of them together is settled at the end.</summary>
internal sealed class IntegrationChanges(DeskDb db, WebhookSubscriptions subscriptions)
{
    /// <summary>Lets one change of an account's integrations follow another.</summary>
    public Task LockAsync(long accountId, CancellationToken cancellationToken) => db.ExecuteAsync(AccountLock.Take(accountId), cancellationToken);

    /// <summary>The last step of a change, in its transaction: the events that integrations want are queued from now on, and what happened is told.</summary>
    public async Task EndAsync(IReadOnlyList<NewEvent> events, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await subscriptions.FollowAsync(actor.AccountId, cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, now, events), cancellationToken);
    }
}
