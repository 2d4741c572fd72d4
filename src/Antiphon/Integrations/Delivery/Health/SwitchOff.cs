using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Integrations.Delivery.Health;

/// <summary>
/// Switches an integration off that does not answer, or says that it never will again. What waits for it becomes a dead letter, and its owner gets a mail.
/// </summary>
internal sealed class SwitchOff(DeskDb db, TimeProvider clock, IntegrationChanges changes)
{
    public async Task RunAsync(long accountId, long integrationId, bool isGone, CancellationToken cancellationToken)
    {
        using var stay = clock.In(accountId, "switch off", integrationId);
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(accountId, cancellationToken);
        var failures = await db.FirstOrDefaultAsync(
            $"update integrations set deactivated_at = {now}, updated_at = {now} where account_id = {accountId} and id = {integrationId} and deactivated_at is null returning failures",
            row => (int?)row.GetInt32(0),
            cancellationToken);
        // Somebody else was quicker, or it is gone altogether.
        if (failures is null)
        {
            return;
        }

        await db.ExecuteAsync(
            $"""
            update deliveries set state = 'failed', sending = false, finished_at = {now}, last_error = {"The integration was switched off."}
            where account_id = {accountId} and integration_id = {integrationId} and state = 'pending'
            """,
            cancellationToken);
        await db.ExecuteAsync(OwnerNotices.Add(accountId, integrationId, isGone ? OwnerNotices.Gone : OwnerNotices.Deactivated, failures.Value, now), cancellationToken);
        await changes.EndAsync([new(EventType.IntegrationDeactivated, EventObject.Integration, integrationId)], Actor.System(accountId), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
