using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Antiphon.Bench.Servers;

/// <summary>A server in a process of its own, on a database that runs already.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const string LastLine = "Stop with Ctrl+C.";

    // `./dev bench` publishes the server as an operator would and names the place here; otherwise the one that was built beside this program serves.
    private static readonly string Published = Environment.GetEnvironmentVariable("ANTIPHON_PUBLISHED") is { Length: > 0 } directory
        ? Path.GetFullPath(directory)
        : AppContext.BaseDirectory;

    private readonly Process process;
    private readonly Task<string> errors;

    private ServerProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>From the start of the process to the end of its banner, behind which it takes requests.</summary>
    public TimeSpan StartTime { get; private set; }

    public double ResidentMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Of all processors since the start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static Task<ServerProcess> StartAntiphonAsync(string connectionString, CancellationToken cancellationToken) =>
        StartAntiphonAsync(connectionString, new Dictionary<string, string>(), cancellationToken);

    public static Task<ServerProcess> StartAntiphonAsync(string connectionString, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken) =>
        StartAsync(connectionString, [Path.Combine(Published, "antiphon.dll"), "--urls", "http://127.0.0.1:0", "--no-demo"], settings, cancellationToken);

    public static Task<ServerProcess> StartBareAsync(string connectionString, CancellationToken cancellationToken) =>
        StartAsync(connectionString, ["Antiphon.Bench.dll", BenchOptions.BareVerb], new Dictionary<string, string>(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync(CancellationToken.None);
            }

            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(string connectionString, string[] arguments, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, arguments[0]), .. arguments[1..]])
        {
            // Where no appsettings.json lies.
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Desk"] = connectionString;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var started = Stopwatch.GetTimestamp();
        var server = new ServerProcess(Process.Start(start)!);
        try
        {
            await server.AnnouncedAsync(cancellationToken);
            server.StartTime = Stopwatch.GetElapsedTime(started);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task AnnouncedAsync(CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (AddressLine().Match(line) is { Success: true } found)
            {
                Address = new Uri(found.Groups["address"].Value);
            }

            if (line == LastLine)
            {
                return;
            }
        }

        throw new BenchException($"A server ended instead of starting: {await errors}");
    }

    [GeneratedRegex(@"runs at (?<address>http://\S+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AddressLine();
}
