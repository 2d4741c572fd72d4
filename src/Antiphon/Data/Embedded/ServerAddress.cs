using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Antiphon.Data.Embedded;

/// <summary>Where the private server listens: a unix socket inside its own closed directory, or a free port of 127.0.0.1.</summary>
/// <param name="TemporaryDirectory">Set when the socket could not lie beside the data; removed with the server.</param>
internal sealed record ServerAddress(string Host, int Port, string? TemporaryDirectory = null)
{
    public const string Role = "antiphon";
    public const string Database = "antiphon";
    public const string TemporaryPrefix = "antiphon-pg-";

    private const int DefaultPort = 5432;

    // The kernel's limit is 108 bytes on Linux and 104 on macOS, the closing zero included.
    private const int LongestSocketPath = 100;

    public bool IsSocket => Path.IsPathRooted(Host);

    // Npgsql takes a comma for the end of a host.
    private bool CanHoldSocket => Encoding.UTF8.GetByteCount(SocketFile) <= LongestSocketPath && !Host.Contains(',', StringComparison.Ordinal);

    public string SocketFile => Path.Combine(Host, $".s.PGSQL.{Port}");

    public static async Task<ServerAddress> ChooseAsync(string cluster, EmbeddedPostgresOptions options, ServerAccount account, CancellationToken cancellationToken)
    {
        if (options.Loopback)
        {
            return new ServerAddress(IPAddress.Loopback.ToString(), FreePort());
        }

        var beside = new ServerAddress(cluster, DefaultPort);
        if (beside.CanHoldSocket)
        {
            return beside;
        }

        foreach (var place in new[] { Path.GetTempPath(), "/tmp" })
        {
            var directory = Path.Combine(place, TemporaryPrefix + Guid.CreateVersion7().ToString("N"));
            var address = new ServerAddress(directory, DefaultPort, directory);
            if (!address.CanHoldSocket)
            {
                continue;
            }

            DataPlace.CreatePrivate(directory, passable: false);
            await account.OwnAsync(directory, cancellationToken);
            if (await account.MayAsync("-w", directory, cancellationToken))
            {
                return address;
            }

            address.RemoveTemporaryDirectory();
        }

        throw new EmbeddedPostgresException($"The path of {cluster} is too long for a unix socket; set TMPDIR to a short directory that every account may enter.");
    }

    public string ConnectionString(string secret, string database = Database) => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Username = Role,
        Password = secret,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    public void RemoveTemporaryDirectory()
    {
        if (TemporaryDirectory is not null && Directory.Exists(TemporaryDirectory))
        {
            Directory.Delete(TemporaryDirectory, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, port: 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
