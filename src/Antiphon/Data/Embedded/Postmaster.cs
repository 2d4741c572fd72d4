using System.Diagnostics;
using System.Globalization;

namespace Antiphon.Data.Embedded;

/// <summary>One running server process, from its start until it takes connections, and its end.</summary>
internal sealed class Postmaster : IDisposable
{
    private const string SharedMemoryInUse = "pre-existing shared memory block";
    private const string FastShutdown = "INT";
    private const string ImmediateShutdown = "QUIT";
    private const int LongestLog = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan LongPause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;

    private Postmaster(Process process)
    {
        _process = process;
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public int ProcessId => _process.Id;

    public Task Exited { get; }

    public static async Task<Postmaster> StartAsync(ServerSite site, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var logStart = RotateLog(site.LogFile);
            var process = await LaunchAsync(site, cancellationToken);
            try
            {
                if (process is not null && await IsReadyAsync(site, process, started, clock, cancellationToken))
                {
                    return new Postmaster(process);
                }
            }
            catch
            {
                await StopHalfStartedAsync(site, process, clock);
                throw;
            }

            process?.Dispose();
            var said = await ReadLogAsync(site.LogFile, logStart, cancellationToken);

            // Backends of a killed server need a moment to notice; they hold its shared memory until then.
            if (!said.Contains(SharedMemoryInUse, StringComparison.Ordinal) || clock.GetElapsedTime(started) > site.Options.StartTimeout)
            {
                throw Complaint.Explain(said, site.DataDirectory, "PostgreSQL did not start in");
            }

            await Task.Delay(LongPause, clock, cancellationToken);
        }
    }

    public Task StopAsync(ServerSite site, TimeProvider clock, CancellationToken cancellationToken) => StopAsync(site, ProcessId, Exited, clock, cancellationToken);

    /// <summary>A fast shutdown: open transactions end, everything is written. When it takes too long, an immediate one.</summary>
    public static async Task StopAsync(ServerSite site, int processId, Task exited, TimeProvider clock, CancellationToken cancellationToken)
    {
        foreach (var signal in (string[])[FastShutdown, ImmediateShutdown])
        {
            if (exited.IsCompleted)
            {
                // Its number may be another's by now.
                return;
            }

            await SignalAsync(site, signal, processId, cancellationToken);
            try
            {
                await exited.WaitAsync(site.Options.StopTimeout, clock, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                // the sterner signal
            }
        }

        throw new EmbeddedPostgresException($"The PostgreSQL that runs in {site.DataDirectory} does not stop; end its process {processId} by hand.");
    }

    public void Dispose() => _process.Dispose();

    /// <summary>
    /// The server leads a session of its own, so that Ctrl+C in the terminal reaches Antiphon alone, which then stops it in order. On Linux it also stays our child,
    /// whose end the kernel reports at once and which never becomes a zombie; elsewhere pg_ctl starts it.
    /// </summary>
    private static async Task<Process?> LaunchAsync(ServerSite site, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux() && ProgramPath.Find("setsid") is { } setsid)
        {
            return Tool.Start(Tool.Describe(
                "/bin/sh",
                ["-c", "exec \"$0\" \"$1\" -D \"$2\" </dev/null >>\"$3\" 2>&1", setsid, site.Binaries.Postgres, site.Cluster, site.LogFile],
                site.Account));
        }

        var seconds = Math.Ceiling(site.Options.StartTimeout.TotalSeconds);

        // Its output is not captured: on Windows the server inherits the pipe, which then never ends.
        using var launcher = Tool.Start(Tool.Describe(
            site.Binaries.PgCtl, ["start", "-D", site.Cluster, "-l", site.LogFile, "-w", "-t", $"{seconds}", "-s"], site.Account));
        await launcher.WaitForExitAsync(cancellationToken);
        return launcher.ExitCode == 0 && PidFile.Read(site.Cluster) is { } pidFile ? Process.GetProcessById(pidFile.ProcessId) : null;
    }

    private static async Task<bool> IsReadyAsync(ServerSite site, Process process, long started, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (!process.HasExited)
        {
            if (PidFile.Read(site.Cluster) is { IsReady: true } pidFile && pidFile.ProcessId == process.Id)
            {
                return true;
            }

            if (clock.GetElapsedTime(started) > site.Options.StartTimeout)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL in {site.DataDirectory} was not ready after {site.Options.StartTimeout.TotalSeconds:0} seconds; {site.LogFile} tells what it is doing.");
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }

        return false;
    }

    private static async Task StopHalfStartedAsync(ServerSite site, Process? process, TimeProvider clock)
    {
        using (process)
        {
            var exited = process?.WaitForExitAsync(CancellationToken.None) ?? Task.CompletedTask;
            while (!exited.IsCompleted)
            {
                // More than once: a signal can be lost on a process that is still becoming PostgreSQL.
                await SignalAsync(site, ImmediateShutdown, process!.Id, CancellationToken.None);
                await Task.WhenAny(exited, Task.Delay(Patience, clock, CancellationToken.None));
            }
        }
    }

    private static async Task SignalAsync(ServerSite site, string signal, int processId, CancellationToken cancellationToken) =>
        await site.PgCtlAsync(["kill", signal, processId.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    private static long RotateLog(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return 0;
        }

        if (file.Length < LongestLog)
        {
            return file.Length;
        }

        File.Move(path, path + ".1", overwrite: true);
        return 0;
    }

    private static async Task<string> ReadLogAsync(string path, long from, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return string.Empty;
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
