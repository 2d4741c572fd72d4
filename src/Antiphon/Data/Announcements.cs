using System.Collections.Concurrent;
using Npgsql;

namespace Antiphon.Data;

/// <summary>
/// What nodes tell each other through <c>listen</c>/<c>notify</c>: caches to drop, work that waits. One connection listens for the whole process.
/// While it is down <see cref="IsListening"/> is false, and whoever relies on being told must not rely on it.
/// </summary>
internal sealed partial class Announcements(NpgsqlDataSource source, TimeProvider clock, ILogger<Announcements> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ConcurrentBag<Action<string>>> listeners = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Action> onReconnect = [];

    /// <summary>The announcement that everything of an account may be another than before.</summary>
    private const string Everything = "antiphon_everything";

    public bool IsListening { get; private set; }

    /// <summary>A statement that lets every node forget all that it remembers, as if it had been away.</summary>
    public static Sql NotifyEverything() => Notify(Everything, "");

    /// <summary>Calls <paramref name="hear"/> with the payload of each announcement on a channel. Subscribe before the host starts.</summary>
    public void Subscribe(string channel, Action<string> hear) => listeners.GetOrAdd(channel, _ => []).Add(hear);

    /// <summary>Calls <paramref name="forget"/> whenever announcements may have been missed.</summary>
    public void OnReconnect(Action forget) => onReconnect.Add(forget);

    /// <summary>A statement that announces when its transaction commits.</summary>
    public static Sql Notify(string channel, string payload) => Sql.Of($"select pg_notify({channel}, {payload})");

    /// <summary>Lets this node forget all that it remembers.</summary>
    public void ForgetAll()
    {
        foreach (var forget in onReconnect)
        {
            forget();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException && !stoppingToken.IsCancellationRequested)
            {
                LogLost(e.Message);
                IsListening = false;
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }

        IsListening = false;
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await source.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, notice) =>
        {
            if (notice.Channel == Everything)
            {
                ForgetAll();
            }

            foreach (var hear in listeners.GetValueOrDefault(notice.Channel) ?? [])
            {
                hear(notice.Payload);
            }
        };
        await using var listen = connection.CreateCommand();
        listen.CommandText = string.Concat(listeners.Keys.Append(Everything).Select(channel => $"listen \"{channel}\";"));
        if (listen.CommandText.Length > 0)
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        ForgetAll();
        IsListening = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that listens for announcements: {Reason}")]
    private partial void LogLost(string reason);
}
