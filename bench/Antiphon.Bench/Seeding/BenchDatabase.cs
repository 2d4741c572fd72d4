using Antiphon.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Antiphon.Bench.Seeding;

/// <summary>The private PostgreSQL of a run, with the settings that Antiphon ships, on data that are seeded once.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    // What is lost when the machine fails meanwhile is seeded again.
    private static readonly Dictionary<string, string> WhileSeeding = new(StringComparer.Ordinal)
    {
        ["fsync"] = "off",
        ["full_page_writes"] = "off",
        ["synchronous_commit"] = "off",
        ["wal_level"] = "minimal",
        ["max_wal_senders"] = "0",
        ["max_wal_size"] = "4GB",
        ["autovacuum"] = "off",
    };

    private readonly EmbeddedPostgres postgres;
    private readonly string? throwAway;

    private BenchDatabase(EmbeddedPostgres postgres, string? throwAway)
    {
        this.postgres = postgres;
        this.throwAway = throwAway;
    }

    public string ConnectionString => postgres.ConnectionString;

    public static async Task<BenchDatabase> OpenAsync(BenchOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var directory = options.Data ?? Path.Combine(Path.GetTempPath(), $"antiphon-bench-{Environment.ProcessId}");
        var mark = Path.Combine(directory, "seeded");
        var wanted = $"{options.Tickets} {options.SmallTickets}";
        if (!File.Exists(mark))
        {
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            {
                throw new BenchException($"{directory} holds something else than a seeded database: empty it or name another directory.");
            }

            say($"seeding {options.Tickets} and {options.SmallTickets} tickets in {directory}");
            await SeedAsync(directory, options, say, cancellationToken);
            await File.WriteAllTextAsync(mark, wanted, cancellationToken);
        }
        else if (await File.ReadAllTextAsync(mark, cancellationToken) is var has && has != wanted)
        {
            throw new BenchException($"{directory} was seeded with {has} tickets, and {wanted} are asked for.");
        }

        var durable = await StartAsync(new EmbeddedPostgresOptions { DataDirectory = directory }, cancellationToken);
        var database = new BenchDatabase(durable, options.Data is null ? directory : null);
        try
        {
            await WarmAsync(database.ConnectionString, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var cluster = postgres.Cluster;
        await postgres.DisposeAsync();
        if (throwAway is not null)
        {
            // The data may lie elsewhere, where the account that runs PostgreSQL can reach them.
            if (Directory.Exists(cluster))
            {
                Directory.Delete(cluster, recursive: true);
            }

            Directory.Delete(throwAway, recursive: true);
        }
    }

    private static async Task SeedAsync(string directory, BenchOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        await using var careless = await StartAsync(new EmbeddedPostgresOptions { DataDirectory = directory, Settings = WhileSeeding }, cancellationToken);
        await new Seed(careless.ConnectionString, say).RunAsync(options.Tickets, options.SmallTickets, cancellationToken);
        // The server that follows has the same address and none of these connections.
        NpgsqlConnection.ClearAllPools();
    }

    private static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken) =>
        EmbeddedPostgres.StartAsync(options, TimeProvider.System, NullLogger.Instance, cancellationToken);

    // A build may have migrations that the seeded database has not seen; statistics and pages are read before anybody measures.
    private static async Task WarmAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using (var source = Data.DeskDataSource.Create(connectionString))
        {
            await new Data.Migrator(source, TimeProvider.System, NullLogger<Data.Migrator>.Instance).RunAsync(cancellationToken);
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var table in (string[])["tickets", "customers", "customer_channels", "messages", "ticket_search"])
        {
            await using var read = new NpgsqlCommand($"select count(*) from {table} where account_id > 0", connection) { CommandTimeout = 0 };
            await read.ExecuteScalarAsync(cancellationToken);
        }

        foreach (var statement in (string[])["vacuum (analyze) tickets, messages, events, ticket_search", "checkpoint"])
        {
            await using var settle = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await settle.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
