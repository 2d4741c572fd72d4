using Antiphon.Data;
using Antiphon.Files.Storing;
using Npgsql;

namespace Antiphon.Operating;

/// <summary>What stands between this node and work; null where nothing does.</summary>
internal sealed record ReadinessReport(string? Database, string? Migrations, string? Announcements, string? Server, string? Files)
{
    /// <summary>A store of files that is gone is gone for all nodes: without any of them nothing else would work either.</summary>
    public bool IsReady => this is { Database: null, Migrations: null, Announcements: null, Server: null };
}

/// <summary>
/// Whether this node can do its work: the database answers and has this build's schema, the node hears what others change, and it is not about to stop.
/// </summary>
internal sealed class Readiness(NpgsqlDataSource source, Migrator migrator, Announcements announcements, IHostApplicationLifetime lifetime, WatchStore store, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Migrations are only ever added while no server of an older build is left, so what was found complete stays so.
    private volatile bool isMigrated;

    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        string? database = null;
        string? migrations = null;
        try
        {
            migrations = await MissingAsync(either.Token);
        }
        catch (MigrationException e)
        {
            migrations = e.Message;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException || (e is OperationCanceledException && late.IsCancellationRequested))
        {
            database = "does not answer";
            migrations = "unknown";
        }

        return new ReadinessReport(
            database,
            migrations,
            announcements.IsListening ? null : "not listening",
            lifetime.ApplicationStopping.IsCancellationRequested ? "stopping" : null,
            store.Trouble is null ? null : "not reached");
    }

    private async Task<string?> MissingAsync(CancellationToken cancellationToken)
    {
        if (isMigrated)
        {
            await using var ping = source.CreateCommand("select 1");
            await ping.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }

        var pending = await migrator.PendingAsync(cancellationToken);
        isMigrated = pending.Count == 0;
        return isMigrated ? null : $"{pending.Count} not applied";
    }
}
