using System.Diagnostics;
using Antiphon.Data.Embedded;
using Npgsql;

namespace Antiphon.ApiTests.Embedded;

/// <summary>A temporary data directory, and servers in it that are stopped and swept away with the test.</summary>
internal sealed class Playground : IAsyncDisposable
{
    private readonly List<EmbeddedPostgres> _servers = [];

    public Playground()
    {
        Home = Directory.CreateTempSubdirectory("antiphon-embedded-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Home, File.GetUnixFileMode(Home) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        Options = new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(Home, "data"),
            SharedDirectory = Path.Combine(Home, "shared"),
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["fsync"] = "off", ["shared_buffers"] = "16MB" },
        };
    }

    public string Home { get; }

    public EmbeddedPostgresOptions Options { get; }

    public RecordingLogger Log { get; } = new();

    public async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions? options = null, TimeProvider? clock = null)
    {
        var server = await EmbeddedPostgres.StartAsync(options ?? Options, clock ?? TimeProvider.System, Log, TestContext.Current.CancellationToken);
        _servers.Add(server);
        return server;
    }

    /// <summary>Tries to start, and hands back what the operator would read.</summary>
    public async Task<string> RefusalAsync(EmbeddedPostgresOptions? options = null)
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(options));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        return refusal.Message;
    }

    public static async Task<T> QueryAsync<T>(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task RunAsync(string connectionString, string statements) => await QueryAsync<int>(connectionString, statements + "; select 1");

    /// <summary>Creates the database and stops it, for tests about what is found later.</summary>
    public async Task<string> CreateAsync(string statements)
    {
        await using var server = await StartAsync();
        await RunAsync(server.ConnectionString, statements);
        return server.Cluster;
    }

    /// <summary>A server of that cluster which no Antiphon owns, as one that was killed leaves it.</summary>
    public async Task<Process> StartOrphanAsync(string cluster)
    {
        var account = await ServerAccount.ChooseAsync(Options, cluster, TestContext.Current.CancellationToken);
        var site = new ServerSite(Options.DataDirectory, cluster, PostgresBinaries.Find(Options), account, Options);
        var postmaster = await Postmaster.StartAsync(site, TimeProvider.System, TestContext.Current.CancellationToken);
        return Process.GetProcessById(postmaster.ProcessId);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(Home, recursive: true);
    }
}
