using Antiphon.Data;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Changes;

/// <summary>
/// Numbers changes that nobody reads, so that few are ever waiting, and once an hour deletes what is too old. Several nodes may do both at once.
/// </summary>
internal sealed partial class ChangeSweep(IServiceScopeFactory scopes, IOptions<ChangeOptions> options, TimeProvider clock, ILogger<ChangeSweep> logger) : BackgroundService
{
    // Small enough that a sweep after a long pause holds the account's counter for a moment only.
    private const int BatchSize = 5_000;

    private static readonly TimeSpan BetweenDeletions = TimeSpan.FromHours(1);

    /// <summary>Gives every committed change of every account its number.</summary>
    public async Task NumberAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = await scope.ServiceProvider.GetRequiredService<DeskDb>().ListAsync(
            $"select a.account_id from accounts a where exists (select from changes_pending p where p.account_id = a.account_id)", row => row.GetInt64(0), cancellationToken);
        var numberChanges = scope.ServiceProvider.GetRequiredService<NumberChanges>();
        foreach (var accountId in accounts)
        {
            while (await numberChanges.RunAsync(accountId, cancellationToken))
            {
                // as long as passes are full
            }
        }
    }

    /// <summary>Deletes what is too old, and answers how many changes that were.</summary>
    public async Task<long> ForgetAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RetentionDays == 0)
        {
            return 0;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DeskDb>();
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from change_counters", row => row.GetInt64(0), cancellationToken))
        {
            var oldest = clock.NowOf(accountId).AddDays(-options.Value.RetentionDays);
            long deleted;
            do
            {
                // The counter is locked first by everyone, so no two sweeps take the same rows.
                deleted = await db.BatchAsync(
                    [
                        Sql.Of($"select newest from change_counters where account_id = {accountId} for update"),
                        Sql.Of(
                            $"""
                            with gone as (
                              delete from changes where account_id = {accountId} and numbered_at < {oldest} and sequence = any(array(
                                select sequence from changes where account_id = {accountId} order by sequence limit {BatchSize}))
                              returning sequence),
                            told as (
                              update change_counters set forgotten = greatest(forgotten, (select max(sequence) from gone)) where account_id = {accountId} and exists (select from gone))
                            select count(*) from gone
                            """),
                    ],
                    async (results, token) =>
                    {
                        await results.ListAsync(row => row.GetInt64(0), token);
                        return await results.FirstOrDefaultAsync(row => row.GetInt64(0), token);
                    },
                    cancellationToken);
                count += deleted;
            }
            while (deleted == BatchSize);
        }

        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Sweep, clock);
        DateTimeOffset deletedAt = default;
        try
        {
            do
            {
                try
                {
                    await NumberAsync(stoppingToken);
                    if (clock.GetUtcNow() - deletedAt >= BetweenDeletions)
                    {
                        deletedAt = clock.GetUtcNow();
                        var forgotten = await ForgetAsync(stoppingToken);
                        LogForgotten(forgotten);
                    }
                }
                catch (NpgsqlException e)
                {
                    LogFailed(e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} changes older than the retention")]
    private partial void LogForgotten(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not number or delete changes: {Reason}")]
    private partial void LogFailed(string reason);
}
