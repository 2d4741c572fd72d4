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

    public string SocketFile => Path.Combine(Host, $".s.PGSQL.{Port}");

    public static async Task<ServerAddress> ChooseAsync(string cluster, EmbeddedPostgresOptions options, ServerAccount account, CancellationToken cancellationToken)
    {
        if (options.Loopback)
        {
            return new ServerAddress(IPAddress.Loopback.ToString(), FreePort());
        }

        var beside = new ServerAddress(cluster, DefaultPort);
        if (Encoding.UTF8.GetByteCount(beside.SocketFile) <= LongestSocketPath)
        {
            return beside;
        }

        // CreateTempSubdirectory closes the directory to others (0700).
        var directory = Directory.CreateTempSubdirectory(TemporaryPrefix).FullName;
        await account.OwnAsync(directory, cancellationToken);
        var address = new ServerAddress(directory, DefaultPort, directory);
        return Encoding.UTF8.GetByteCount(address.SocketFile) <= LongestSocketPath && await account.MayAsync("-w", directory, cancellationToken)
            ? address
            : throw new EmbeddedPostgresException($"A unix socket fits neither {cluster} nor {directory}; set TMPDIR to a short directory that every account may enter.");
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
