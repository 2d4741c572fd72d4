using Antiphon.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Events;

/// <summary>
/// How long events last. Readers leave out what is too old from the very moment on; once an hour the rows go too. Several nodes may sweep at once:
/// each takes rows that no other holds.
/// </summary>
internal sealed partial class EventRetention(NpgsqlDataSource source, IOptions<EventOptions> options, TimeProvider clock, ILogger<EventRetention> logger) : BackgroundService
{
    // Small enough that a sweep after a long pause holds no lock for long.
    private const int BatchSize = 5_000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>A condition on <c>created_at</c> that the events of today's reach fulfil, to follow others.</summary>
    public Sql Within() => Oldest is { } oldest ? Sql.Of($" and created_at >= {oldest}") : Sql.Empty;

    private DateTimeOffset? Oldest => options.Value.RetentionDays > 0 ? clock.Now().AddDays(-options.Value.RetentionDays) : null;

    /// <summary>Deletes what is too old, and answers how many events that were.</summary>
    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        if (Oldest is not { } oldest)
        {
            return 0;
        }

        var db = new DeskDb(source);
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from accounts", row => row.GetInt64(0), cancellationToken))
        {
            int deleted;
            do
            {
                deleted = await db.ExecuteAsync(
                    $"""
                    delete from events where account_id = {accountId} and id = any(array(
                      select id from events where account_id = {accountId} and created_at < {oldest} order by created_at, id limit {BatchSize} for update skip locked))
                    """,
                    cancellationToken);
                count += deleted;
            }
            while (deleted == BatchSize);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} events older than the retention")]
    private partial void LogSwept(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not delete old events: {Reason}")]
    private partial void LogFailed(string reason);
}
