using System.Diagnostics;

namespace Antiphon.ApiTests.Crash;

/// <summary>The real executable as one node of several on a database, which can be killed and comes again.</summary>
internal sealed class DeliveryNode(string connectionString, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private Process process = Start(connectionString, settings);

    /// <summary>kill -9, and a new process in its place.</summary>
    public async Task KillAsync()
    {
        await EndAsync();
        process = Start(connectionString, settings);
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private static Process Start(string connectionString, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "antiphon.dll"), "--port", "0", "--no-demo"])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Desk"] = connectionString;
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var started = Process.Start(start)!;
        // Nobody reads what it says, and a full pipe would stop it.
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private async Task EndAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
