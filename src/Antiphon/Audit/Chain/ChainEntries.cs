using Antiphon.Data;

namespace Antiphon.Audit.Chain;

/// <summary>
/// Moves what was committed into the chain of its account. Numbers are given after the commit, under a lock that only those who do this take, so writers never
/// wait for each other and no row appears in front of one that is chained (docs/adr/0018).
/// </summary>
internal sealed class ChainEntries(DeskDb db)
{
    private const int Most = 2_000;

    public async Task RunAsync(long accountId, CancellationToken cancellationToken)
    {
        while (await db.SingleAsync($"select exists (select from audit_pending where account_id = {accountId})", row => row.GetBoolean(0), cancellationToken))
        {
            await StepAsync(accountId, cancellationToken);
        }
    }

    private async Task StepAsync(long accountId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var chain = new AuditChain(db);
        var end = await chain.LockAsync(accountId, cancellationToken);
        // Transactions are taken whole: their rows became visible together.
        var pending = await db.ListAsync(
            $"""
            select {PendingRow.Columns:raw} from audit_pending
            where account_id = {accountId} and transaction in (select transaction from audit_pending where account_id = {accountId} order by id limit {Most})
            order by id
            """,
            PendingRow.Read,
            cancellationToken);
        if (pending.Count > 0)
        {
            await chain.AppendAsync(accountId, end, [.. pending.GroupBy(row => row.Transaction).SelectMany(group => ComposeEntries.Of([.. group]))], cancellationToken);
            await db.ExecuteAsync($"select set_config('antiphon.audit', 'chaining', true)", cancellationToken);
            await db.ExecuteAsync($"delete from audit_pending where account_id = {accountId} and id = any({pending.Select(row => row.Id).ToArray()})", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
