using System.Diagnostics;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data.Embedded;
using Npgsql;

namespace Antiphon.ApiTests.Embedded;

/// <summary>A temporary data directory, and servers in it that are stopped and swept away with the test.</summary>
internal sealed class Playground : IAsyncDisposable
{
    private readonly List<EmbeddedPostgres> _servers = [];

    public Playground()
        : this(TestPostgres.Scratch())
    {
    }

    private Playground(string place)
    {
        Home = Directory.CreateDirectory(Path.Combine(place, $"antiphon-embedded-{Guid.CreateVersion7():N}")).FullName;
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

    /// <summary>For programs that a test puts there: memory disks often forbid to run any.</summary>
    public static Playground ForPrograms() => new(Path.GetTempPath());

    public string Home { get; }

    public EmbeddedPostgresOptions Options { get; }

    /// <summary>Where the database lies unless the server's account may not enter there.</summary>
    public string Cluster => DataPlace.LinkIn(Options.DataDirectory);

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

    /// <summary>With a database that was stopped in order; its table <c>notes</c> says 'kept'.</summary>
    public static async Task<Playground> WithDatabaseAsync()
    {
        var playground = new Playground();
        await PreparedDatabase.CopyToAsync(playground.Options.DataDirectory);
        return playground;
    }

    /// <summary>A server which no Antiphon owns, as one that was killed leaves it.</summary>
    public async Task<Process> StartOrphanAsync()
    {
        var account = ServerAccount.Choose(Options, await ServerAccount.OwnerAsync(Cluster, TestContext.Current.CancellationToken));
        var site = new ServerSite(Options.DataDirectory, Cluster, PostgresBinaries.Find(Options), account, Options);
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
