using System.Collections.Concurrent;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Identity;

/// <summary>
/// When each API key was last used and how often in each hour, written every half minute and at the end, so that a call costs no write. A crash loses at most
/// that half minute of what is only looked at.
/// </summary>
internal sealed partial class KeyUse(NpgsqlDataSource source, TimeProvider clock, ILogger<KeyUse> logger) : BackgroundService
{
    /// <summary>How many hours of a key are kept.</summary>
    public const int KeptHours = 31 * 24;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(long AccountId, long KeyId), Calls> seen = new();

    public void Seen(long accountId, long keyId)
    {
        var now = clock.Now();
        seen.AddOrUpdate((accountId, keyId), static (_, at) => new Calls(HourOf(at), at, 1), static (_, before, at) => before.And(at), now);
    }

    /// <summary>Writes what was seen.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var (account, key) in seen.Keys)
        {
            if (seen.TryRemove((account, key), out var calls))
            {
                try
                {
                    await WriteAsync(account, key, calls, cancellationToken);
                }
                catch
                {
                    seen.AddOrUpdate((account, key), calls, (_, later) => later with { Number = later.Number + calls.Number });
                    throw;
                }
            }
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

    private Task<int> WriteAsync(long account, long key, Calls calls, CancellationToken cancellationToken) => new DeskDb(source).ExecuteAsync(
        $"""
        with used as (update api_keys set last_used_at = greatest(last_used_at, {calls.Last}) where account_id = {account} and id = {key} returning id),
        old as (delete from api_key_usage where account_id = {account} and key_id = {key} and hour < {calls.Hour.AddHours(-KeptHours)})
        insert into api_key_usage as usage (account_id, key_id, hour, calls) select {account}, id, {calls.Hour}, {calls.Number} from used
        on conflict (account_id, key_id, hour) do update set calls = usage.calls + excluded.calls
        """,
        cancellationToken);

    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);

    // Calls on both sides of an hour's end that are written together count for the hour in which the first of them came.
    private sealed record Calls(DateTimeOffset Hour, DateTimeOffset Last, long Number)
    {
        public Calls And(DateTimeOffset at) => this with { Last = at, Number = Number + 1 };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write when API keys were used: {Reason}")]
    private partial void LogFailed(string reason);
}
