using Antiphon.ApiTests.Furniture;
using Antiphon.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
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

    public async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions? options = null)
    {
        var server = await EmbeddedPostgres.StartAsync(options ?? Options, TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
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

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(Home, recursive: true);
    }
}
