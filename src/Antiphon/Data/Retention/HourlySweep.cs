using Npgsql;

namespace Antiphon.Data.Retention;

/// <summary>Sweeps everything that is not kept for ever, at the start and once an hour, on every node.</summary>
internal sealed partial class HourlySweep(IEnumerable<IRetention> retentions, TimeProvider clock, ILogger<HourlySweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                foreach (var retention in retentions)
                {
                    await TrySweepAsync(retention, stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TrySweepAsync(IRetention retention, CancellationToken cancellationToken)
    {
        try
        {
            if (await retention.SweepAsync(cancellationToken) is > 0 and var count)
            {
                LogSwept(count, retention.What);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The others are swept all the same, and this one in an hour.
            LogFailed(retention.What, e is NpgsqlException or IOException ? e.Message : $"{e}");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} {What} that were too old")]
    private partial void LogSwept(long count, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not delete old {What}: {Reason}")]
    private partial void LogFailed(string what, string reason);
}
