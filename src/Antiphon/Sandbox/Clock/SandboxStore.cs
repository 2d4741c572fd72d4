using System.Globalization;
using Antiphon.Data;

namespace Antiphon.Sandbox.Clock;

/// <summary>Writes the row of a sandbox. This node goes by it as soon as it is committed, the others as soon as they hear of it.</summary>
internal sealed class SandboxStore(DeskDb db, AccountClock clock)
{
    public Task<SandboxRow?> FindAsync(long accountId, CancellationToken cancellationToken) =>
        db.FirstOrDefaultAsync<SandboxRow?>($"select {SandboxRow.Columns:raw} from sandboxes where account_id = {accountId}", SandboxRow.Read, cancellationToken);

    /// <summary>Writes the first row, before the account itself. <paramref name="at"/> null: its clock begins with the present, and goes.</summary>
    public async Task AddAsync(long accountId, DateTimeOffset? at, long seed, CancellationToken cancellationToken)
    {
        var now = clock.Real.Now();
        // Before the commit: what the account begins with has its time already.
        clock.Follow(await WriteAsync(
            accountId,
            Sql.Of($"insert into sandboxes (account_id, clock_at, set_at, frozen, seed) values ({accountId}, {at ?? now}, {now}, {at is not null}, {seed})"),
            cancellationToken));
    }

    public Task<SandboxTime> SetClockAsync(long accountId, DateTimeOffset at, bool frozen, CancellationToken cancellationToken) =>
        ChangeAsync(accountId, Sql.Of($"clock_at = {at}, set_at = {clock.Real.Now()}, frozen = {frozen}"), cancellationToken);

    /// <summary>Sets the clock, and lets chance begin anew.</summary>
    public Task<SandboxTime> BeginAnewAsync(long accountId, DateTimeOffset at, bool frozen, string epoch, CancellationToken cancellationToken) =>
        ChangeAsync(accountId, Sql.Of($"clock_at = {at}, set_at = {clock.Real.Now()}, frozen = {frozen}, epoch = {epoch}, requests = 0"), cancellationToken);

    /// <param name="accountId">The sandbox.</param>
    /// <param name="faults">JSON; null: none any more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<SandboxTime> SetFaultsAsync(long accountId, string? faults, CancellationToken cancellationToken) =>
        ChangeAsync(accountId, Sql.Of($"faults = {new Jsonb(faults)}, faults_begun = faults_begun + 1"), cancellationToken);

    private async Task<SandboxTime> ChangeAsync(long accountId, Sql changes, CancellationToken cancellationToken)
    {
        var row = await WriteAsync(accountId, Sql.Of($"update sandboxes set {changes}, version = version + 1 where account_id = {accountId}"), cancellationToken);
        db.AfterCommit(() => clock.Follow(row));
        return clock.Find(accountId)!;
    }

    private async Task<SandboxRow> WriteAsync(long accountId, Sql statement, CancellationToken cancellationToken)
    {
        var row = await db.SingleAsync(statement + Sql.Of($" returning {SandboxRow.Columns:raw}"), SandboxRow.Read, cancellationToken);
        await db.ExecuteAsync(Announcements.Notify(SandboxRow.Channel, accountId.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        return row;
    }
}
