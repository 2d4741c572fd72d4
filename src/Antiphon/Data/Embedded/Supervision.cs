namespace Antiphon.Data.Embedded;

/// <summary>Starts the server again when it died unbidden, and gives up when it keeps dying or cannot start.</summary>
internal sealed class Supervision : IAsyncDisposable
{
    /// <summary>A server that lived this long died of something new.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8),
    ];

    private readonly ServerSite _site;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();

    private Supervision(ServerSite site, Postmaster postmaster, TimeProvider clock, ILogger logger)
    {
        _site = site;
        _clock = clock;
        _logger = logger;
        Current = postmaster;
        Completion = WatchAsync(_ending.Token);
    }

    public Postmaster Current { get; private set; }

    public Task Completion { get; }

    public static Supervision Begin(ServerSite site, Postmaster postmaster, TimeProvider clock, ILogger logger) => new(site, postmaster, clock, logger);

    /// <summary>No restart begins after this; <see cref="Current"/> is final. A failure of the past stays in <see cref="Completion"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deaths = 0;
            while (true)
            {
                var started = _clock.GetTimestamp();
                await Current.Exited.WaitAsync(cancellationToken);
                _logger.ServerDied(Current.ProcessId);
                deaths = _clock.GetElapsedTime(started) < Healthy ? deaths : 0;
                deaths = await RestartAsync(deaths, cancellationToken) + 1;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end was asked for.
        }
    }

    /// <returns>Which of the attempts succeeded.</returns>
    private async Task<int> RestartAsync(int firstAttempt, CancellationToken cancellationToken)
    {
        Exception? cause = null;
        for (var attempt = firstAttempt; attempt < Pauses.Length; attempt++)
        {
            await Task.Delay(Pauses[attempt], _clock, cancellationToken);
            try
            {
                var started = _clock.GetTimestamp();
                EarlierServer.KillBackends(_site.Cluster);
                var successor = await Postmaster.StartAsync(_site, _clock, cancellationToken);
                using var dead = Current;
                Current = successor;
                var elapsed = _clock.GetElapsedTime(started);
                _logger.ServerStarted(_site.Cluster, successor.ProcessId, elapsed);
                return attempt;
            }
            catch (Exception e) when (e is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                cause = e;
                _logger.RestartFailed(attempt + 1, Pauses.Length, e);
            }
        }

        throw cause is EmbeddedPostgresException explained
            ? new EmbeddedPostgresException($"The private PostgreSQL died and cannot be started again: {explained.Message}", explained)
            : new EmbeddedPostgresException($"The private PostgreSQL in {_site.DataDirectory} keeps dying; {_site.LogFile} tells why.", cause);
    }
}
