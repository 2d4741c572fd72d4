using Antiphon.Data;
using Npgsql;

namespace Antiphon.Sandbox.Clock;

/// <summary>Lets one at a time move the clock of a sandbox, take a snapshot or bring one back, whichever node they come to.</summary>
internal sealed class SandboxLock(NpgsqlDataSource source, SandboxKeeper keeper)
{
    public const string Busy = "The clock of this sandbox is being moved, or a snapshot taken or brought back: try again when that is done.";

    /// <summary>Null when somebody has it; otherwise it is held until what it returns is disposed of.</summary>
    public async Task<IAsyncDisposable?> TryTakeAsync(long accountId, CancellationToken cancellationToken)
    {
        // On a connection of its own: what is done under it commits meanwhile.
        var db = new DeskDb(source);
        var transaction = await db.BeginAsync(cancellationToken);
        if (await db.SingleAsync($"select pg_try_advisory_xact_lock(hashtextextended('sandbox', {accountId}))", row => row.GetBoolean(0), cancellationToken))
        {
            // Who had it before may have moved the clock on another node, of which this one has not heard yet.
            await keeper.ReadAsync(accountId, cancellationToken);
            return transaction;
        }

        await transaction.DisposeAsync();
        return null;
    }
}
