using System.Diagnostics;
using System.Globalization;
using Antiphon.ApiTests.Clients;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Files.Storing;

/// <summary>A server of others that speaks S3 and keeps objects in a folder, where tests look for them. It knows one access key but not how to check
/// signatures of version 4, and cannot give up an upload in parts.</summary>
internal sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "contents";

    /// <summary>The one access key that it knows.</summary>
    public const string Key = "S3RVER";

    private static readonly SemaphoreSlim Starting = new(1);

    private readonly Process process;
    private readonly string directory;
    private readonly bool isOwner;

    private S3Server(Process process, string directory, int port, bool isOwner)
    {
        this.process = process;
        this.directory = directory;
        this.isOwner = isOwner;
        Port = port;
    }

    /// <summary>The one of the run, once somebody asked for it.</summary>
    public static S3Server? Shared { get; private set; }

    public int Port { get; }

    public static async Task<S3Server> SharedAsync()
    {
        await Starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (Shared is null)
            {
                var server = Shared = await StartAsync();
                TestRun.AtEnd(async () => await server.DisposeAsync());
            }

            return Shared;
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>A server of a test's own, or another after it on the same port with the same objects.</summary>
    public static async Task<S3Server> StartAsync(S3Server? after = null)
    {
        var folder = after?.directory ?? Directory.CreateTempSubdirectory("antiphon-s3-").FullName;
        var start = new ProcessStartInfo(
            "node",
            [ClientPackages.Module("s3rver/bin/s3rver.js"), "-d", folder, "-a", "127.0.0.1", "-p", $"{after?.Port ?? 0}", "--silent", "--no-vhost-buckets", "--configure-bucket", Bucket])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var started = Process.Start(start)!;
        var errors = started.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("S3rver listening", StringComparison.Ordinal))
            {
                return new S3Server(started, folder, int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), CultureInfo.InvariantCulture), after is null);
            }
        }

        throw new InvalidOperationException($"The server of S3 ended: {await errors}");
    }

    /// <summary>The configuration that leads here.</summary>
    public (string Name, string Value)[] Settings(string prefix, string key = Key, string secret = Key, string bucket = Bucket) =>
    [
        ("Files:S3:Endpoint", $"http://127.0.0.1:{Port}"), ("Files:S3:Bucket", bucket), ("Files:S3:Prefix", prefix), ("Files:S3:AccessKey", key), ("Files:S3:SecretKey", secret),
    ];

    public FileInfo[] Objects(string prefix) =>
        new DirectoryInfo(Path.Combine(directory, Bucket, prefix)) is { Exists: true } folder ? folder.GetFiles("*._S3rver_object", SearchOption.AllDirectories) : [];

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
        if (isOwner)
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
