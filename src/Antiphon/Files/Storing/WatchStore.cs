namespace Antiphon.Files.Storing;

/// <summary>
/// Asks now and then whether the store can be reached, so that an operator learns of a wrong key at the start and not by the first upload, and <c>/health/ready</c> tells without waiting.
/// </summary>
internal sealed partial class WatchStore(IFileStore store, TimeProvider clock, ILogger<WatchStore> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <summary>What was wrong when it was last asked; null when nothing was.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Asks now, and logs what has changed.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var before = Trouble;
        try
        {
            await store.CheckAsync(cancellationToken);
            Trouble = null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Trouble = e.Message;
        }

        if (Trouble != before)
        {
            if (Trouble is null)
            {
                LogReached();
            }
            else
            {
                LogTrouble(Trouble);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is FolderStore)
        {
            return;
        }

        // Not on the way to the start, which does not wait for the store.
        await Task.Yield();
        using var beat = new PeriodicTimer(Beat, clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await beat.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files can be neither stored nor read. {Reason}")]
    private partial void LogTrouble(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The file store answers again.")]
    private partial void LogReached();
}
