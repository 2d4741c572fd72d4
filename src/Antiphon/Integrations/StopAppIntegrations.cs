using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.OAuth.Apps;

namespace Antiphon.Integrations;

/// <summary>Switches off what a disconnected app made: nothing of the account is sent to it any more.</summary>
internal sealed class StopAppIntegrations(DeskDb db, TimeProvider clock, IntegrationChanges changes) : IAppRemains
{
    public async Task StopAsync(string clientId, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await changes.LockAsync(actor.AccountId, cancellationToken);
        var stopped = await db.ListAsync(
            $"""
            update integrations set deactivated_at = {now}, updated_at = {now}
            where account_id = {actor.AccountId} and application_id = {clientId} and deactivated_at is null returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (stopped.Count > 0)
        {
            await changes.EndAsync([.. stopped.Order().Select(id => new NewEvent(EventType.IntegrationDeactivated, EventObject.Integration, id))], actor, now, cancellationToken);
        }
    }
}
