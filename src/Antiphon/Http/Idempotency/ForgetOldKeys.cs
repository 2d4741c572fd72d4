using Antiphon.Data;
using Npgsql;

namespace Antiphon.Http.Idempotency;

/// <summary>Deletes idempotency keys past their 24 hours, every hour and in small steps. Every node does it; what another one deletes is skipped.</summary>
internal sealed partial class ForgetOldKeys(NpgsqlDataSource source, TimeProvider clock, ILogger<ForgetOldKeys> logger) : BackgroundService
{
    private const int Step = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes all that is old, and answers how many that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var total = 0;
        int deleted;
        do
        {
            // Across accounts: age is the only condition, and the key of each row is named in full.
            deleted = await db.ExecuteAsync(
                $"""
                delete from idempotency_keys where (account_id, user_id, key) in (
                  select account_id, user_id, key from idempotency_keys where created_at <= {clock.Now() - IdempotencyMiddleware.Lifetime} limit {Step} for update skip locked)
                """,
                cancellationToken);
            total += deleted;
        }
        while (deleted == Step);

        return total;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogFailed(e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not delete old idempotency keys: {Reason}")]
    private partial void LogFailed(string reason);
}
