using System.Diagnostics;
using System.Globalization;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Antiphon.ApiTests.Embedded;

/// <summary>A process of its own that runs a private server, so that a test can kill it.</summary>
internal sealed class OtherProcess : IDisposable
{
    public const string Task = "ANTIPHON_TEST_HOLDS";
    private const string SharedServer = "shared";

    private readonly Process _process;

    private OtherProcess(Process process, int serverId, string cluster)
    {
        _process = process;
        ServerId = serverId;
        Cluster = cluster;
    }

    /// <summary>The process id of its PostgreSQL.</summary>
    public int ServerId { get; }

    public string Cluster { get; }

    public static Task<OtherProcess> WithServerAsync(string dataDirectory) => StartAsync(dataDirectory, temporary: null);

    /// <summary>Runs the tests' shared server, as a test run does whose temporary directory is the given one.</summary>
    public static Task<OtherProcess> WithSharedServerAsync(string temporary) => StartAsync(SharedServer, temporary);

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    /// <summary>The other process's side: starts, says where, and stops when its input ends.</summary>
    public static async Task HoldAsync(string task)
    {
        await using var run = new TestRun();
        await using var server = task == SharedServer ? null : await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = task, Settings = TestPostgres.ThrowAway }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var cluster = server?.Cluster ?? (await TestPostgres.SharedAsync()).Cluster;
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{PidFile.Read(cluster)!.ProcessId} {cluster}"));
        await Console.In.ReadToEndAsync();
    }

    private static async Task<OtherProcess> StartAsync(string task, string? temporary)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Antiphon.ApiTests"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                [Task] = task,
                ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
            },
        };
        if (temporary is not null)
        {
            start.Environment["TMPDIR"] = temporary;
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var words = line!.Split(' ', 2);
        return new OtherProcess(process, int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }
}
