using System.Collections.Concurrent;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Identity;

/// <summary>
/// When each API key was last used, written every half minute and at the end, so that a call costs no write. A crash loses at most that half minute
/// of a field that is only looked at.
/// </summary>
internal sealed partial class KeyUse(NpgsqlDataSource source, TimeProvider clock, ILogger<KeyUse> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(long AccountId, long KeyId), DateTimeOffset> seen = new();

    public void Seen(long accountId, long keyId) => seen[(accountId, keyId)] = clock.Now();

    /// <summary>Writes what was seen.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var (place, at) in seen.ToArray())
        {
            await new DeskDb(source).ExecuteAsync(
                $"update api_keys set last_used_at = greatest(last_used_at, {at}) where account_id = {place.AccountId} and id = {place.KeyId}",
                cancellationToken);
            seen.TryRemove(KeyValuePair.Create(place, at));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryFlushAsync(CancellationToken.None);
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write when API keys were used: {Reason}")]
    private partial void LogFailed(string reason);
}
