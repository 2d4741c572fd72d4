using Antiphon.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Rules.Tracing;

/// <summary>How long traces last: once an hour those that are too old go. Several nodes may sweep at once: each takes rows that no other holds.</summary>
internal sealed partial class TraceRetention(NpgsqlDataSource source, IOptions<RuleOptions> options, TimeProvider clock, ILogger<TraceRetention> logger) : BackgroundService
{
    // Small enough that a sweep after a long pause holds no lock for long.
    private const int BatchSize = 5_000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes what is too old, and answers how many traces that were.</summary>
    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from accounts", row => row.GetInt64(0), cancellationToken))
        {
            count += await SweepAsync(db, accountId, Sql.Of($"outcome = 'not-matched'"), options.Value.QuietTraceDays, cancellationToken);
            count += await SweepAsync(db, accountId, Sql.Of($"outcome <> 'not-matched'"), options.Value.TraceDays, cancellationToken);
        }

        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                await TrySweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<long> SweepAsync(DeskDb db, long accountId, Sql which, int days, CancellationToken cancellationToken)
    {
        if (days == 0)
        {
            return 0;
        }

        var oldest = clock.Now().AddDays(-days);
        var count = 0L;
        int deleted;
        do
        {
            deleted = await db.ExecuteAsync(
                $"""
                delete from rule_runs where account_id = {accountId} and id = any(array(
                  select id from rule_runs where account_id = {accountId} and created_at < {oldest} and {which}
                  order by created_at limit {BatchSize} for update skip locked))
                """,
                cancellationToken);
            count += deleted;
        }
        while (deleted == BatchSize);
        return count;
    }

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await SweepAsync(cancellationToken) is > 0 and var count)
            {
                LogSwept(count);
            }
        }
        catch (NpgsqlException e)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} traces of rules older than the retention")]
    private partial void LogSwept(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not delete old traces of rules: {Reason}")]
    private partial void LogFailed(string reason);
}
