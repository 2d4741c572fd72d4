using System.Collections.Concurrent;
using System.Globalization;
using Antiphon.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Antiphon.ApiTests.Furniture;

/// <summary>
/// One throw-away PostgreSQL per test process: started when the first test asks, stopped after the last, and swept away by the next run when it was killed.
/// A test class fills a template once and clones it, which takes a fraction of the time that migrations do.
/// </summary>
internal sealed class TestPostgres
{
    private const string MemoryDisk = "/dev/shm";
    private const long MemoryWanted = 2L * 1024 * 1024 * 1024;

    private static readonly string Home = Path.Combine(Scratch(), "antiphon-tests-" + Environment.UserName);
    private static readonly Lazy<Task<TestPostgres>> Shared = new(StartAsync);

    private readonly EmbeddedPostgres _server;
    private readonly string _directory;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = new(StringComparer.Ordinal);
    private int _databases;

    private TestPostgres(EmbeddedPostgres server, string directory)
    {
        _server = server;
        _directory = directory;
        TestRun.AtEnd(StopAsync);
    }

    /// <summary>What makes a server fast and its data worthless.</summary>
    public static IReadOnlyDictionary<string, string> ThrowAway { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
        ["shared_buffers"] = "128MB",
        ["max_wal_size"] = "128MB",
        ["max_connections"] = "500",
        ["autovacuum_naptime"] = "10min",
    };

    public string Cluster => _server.Cluster;

    /// <summary>
    /// Where directories for a test's length go: into memory where there is plenty of it, because cloning a database of hundreds of small files is several times
    /// faster there. TMPDIR overrides.
    /// </summary>
    public static string Scratch() =>
        Environment.GetEnvironmentVariable("TMPDIR") is null && Directory.Exists(MemoryDisk) && new DriveInfo(MemoryDisk).AvailableFreeSpace > MemoryWanted
            ? MemoryDisk
            : Path.GetTempPath();

    public static Task<TestPostgres> SharedAsync() => Shared.Value;

    /// <summary>Creates the template at the first call with its name; later calls, also concurrent ones, get the same.</summary>
    /// <param name="name">The template's name, for <see cref="CreateDatabaseAsync"/>.</param>
    /// <param name="fill">Gets the connection string of an empty database and leaves no connection open.</param>
    public Task<string> TemplateAsync(string name, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken = default) =>
        _templates.GetOrAdd(name, _ => new Lazy<Task<string>>(() => CreateTemplateAsync(name, fill, cancellationToken))).Value;

    /// <returns>The connection string of a new database, a clone of the template.</returns>
    public async Task<string> CreateDatabaseAsync(string template, CancellationToken cancellationToken = default)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await RunAsync($"create database {Quote(name)} template {Quote(template)} strategy file_copy", cancellationToken);
        return ConnectionString(name, pooling: true);
    }

    private async Task<string> CreateTemplateAsync(string name, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        await RunAsync($"create database {Quote(name)}", cancellationToken);

        // A pooled connection would stay open, and a database in use cannot be cloned.
        await fill(ConnectionString(name, pooling: false), cancellationToken);
        await RunAsync($"alter database {Quote(name)} with is_template true allow_connections false", cancellationToken);
        return name;
    }

    private async Task RunAsync(string statement, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string ConnectionString(string database, bool pooling) => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Database = database,
        Pooling = pooling,
        MaxPoolSize = 20,
        // Idle connections of finished tests go before the server runs out of them.
        ConnectionIdleLifetime = 10,
        ConnectionPruningInterval = 5,
    }.ConnectionString;

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<TestPostgres> StartAsync()
    {
        SweepKilledRuns();
        var directory = Path.Combine(Home, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.CreateVersion7():N}"));
        var options = new EmbeddedPostgresOptions { DataDirectory = directory, Settings = ThrowAway };
        return new TestPostgres(await EmbeddedPostgres.StartAsync(options, TimeProvider.System, NullLogger.Instance, CancellationToken.None), directory);
    }

    private static void SweepKilledRuns()
    {
        if (!Directory.Exists(Home))
        {
            return;
        }

        foreach (var directory in Directory.EnumerateDirectories(Home).Where(directory => File.Exists(DataPlace.LockIn(directory))))
        {
            // A lock that can be had belongs to a run that is no more.
            using var owned = DirectoryLock.TryTake(DataPlace.LockIn(directory));
            if (owned is not null)
            {
                EarlierServer.Kill(DataPlace.LinkIn(directory));
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private async Task StopAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
