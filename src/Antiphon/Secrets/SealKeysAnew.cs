using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Secrets;

/// <summary>
/// Seals the keys of all accounts with the master key of today, while everything runs: the secrets themselves and the keys that seal them stay what they are, so
/// nobody who has opened one notices. Each key is a transaction of its own, and its row says by which master key it is sealed, so whoever comes after one that
/// was killed goes on where that one was.
/// </summary>
internal sealed class SealKeysAnew(DeskDb db, MasterKey master, TimeProvider clock)
{
    /// <summary>How many keys were sealed anew. None is left behind, unless a node that still seals with another key makes one meanwhile.</summary>
    /// <exception cref="SecretException">A master key is not there.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        // One key may just have been sealed anew by somebody else, while others wait behind it.
        while (await db.SingleAsync($"select exists (select from secret_keys where master_key is distinct from {master.Id})", row => row.GetBoolean(0), cancellationToken))
        {
            count += await StepAsync(cancellationToken) ? 1 : 0;
        }

        return count;
    }

    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        // Across accounts: the next key that is sealed with another master key.
        var next = await db.FirstOrDefaultAsync(
            $"select account_id, id, sealed, master_key from secret_keys where master_key is distinct from {master.Id} order by account_id, id limit 1 for update",
            row => new KeptKey(row.GetInt64(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2), row.GetString(3)),
            cancellationToken);
        if (next is null)
        {
            return false;
        }

        var bound = SecretKeys.Bound(next.AccountId, next.Id);
        var seal = master.Seal(master.Open(next.Seal, bound, next.MasterKey), bound);
        await db.ExecuteAsync($"update secret_keys set sealed = {seal}, master_key = {master.Id} where account_id = {next.AccountId} and id = {next.Id}", cancellationToken);
        await db.ExecuteAsync(
            AuditLog.Of(Actor.System(next.AccountId), AuditAction.SecretKeySealedAnew, AuditObject.SecretKey, next.Id, clock.Now()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private sealed record KeptKey(long AccountId, int Id, byte[] Seal, string MasterKey);
}
