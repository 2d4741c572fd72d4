using System.Data;
using Antiphon.Audit.Chain;
using Antiphon.Data;

namespace Antiphon.Audit;

/// <summary>Checks the chain of an account from its beginning to its end, while everything runs.</summary>
internal sealed class VerifyAudit(DeskDb db)
{
    private const int Step = 5_000;

    public async Task<AuditReport> RunAsync(long accountId, CancellationToken cancellationToken)
    {
        // One view of everything, so that neither new rows nor retention look like somebody else's hand.
        await using var transaction = await db.BeginAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var chain = await db.FirstOrDefaultAsync($"select {ChainState.Columns:raw} from audit_chains where account_id = {accountId}", ChainState.Read, cancellationToken)
            ?? ChainState.Empty;
        using var verification = new Verification(chain);
        var after = long.MinValue;
        while (!verification.IsFull)
        {
            var rows = await db.ListAsync(
                $"select {ChainedEntry.Columns:raw} from audit_log where account_id = {accountId} and number > {after} order by number limit {Step}", ChainedEntry.Read, cancellationToken);
            foreach (var row in rows)
            {
                verification.Add(row);
                after = row.Number;
            }

            if (rows.Count < Step)
            {
                break;
            }
        }

        return verification.Finish();
    }
}
