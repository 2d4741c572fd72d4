using System.Diagnostics;

namespace Antiphon.Data.Embedded;

/// <summary>
/// Deals with what a killed Antiphon or a killed postmaster left. The directory's lock is ours when this runs, so a server that still lives in it is an orphan:
/// it is stopped, and the start that follows brings it up with this Antiphon's settings.
/// </summary>
internal static class EarlierServer
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(15);

    public static async Task<bool> ClearAsync(ServerSite site, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (PidFile.Read(site.Cluster) is not { } pidFile)
        {
            return false;
        }

        using var process = Find(pidFile.ProcessId);
        var isOrphan = process is not null && IsServerOf(site.Cluster, process, pidFile);
        if (isOrphan)
        {
            await Postmaster.StopAsync(site, process!.Id, process.WaitForExitAsync(cancellationToken), clock, cancellationToken);
        }
        else
        {
            KillBackends(site.Cluster);
            if (process is not null)
            {
                // The number belongs to a stranger by now. PostgreSQL itself would take any living process of its account for a server.
                File.Delete(PidFile.PathIn(site.Cluster));
            }
        }

        RemoveTemporarySocket(pidFile);
        return isOrphan;
    }

    /// <summary>Backends whose postmaster was killed end by themselves, but only when they next wait for something; a new server may not start before.</summary>
    public static void KillBackends(string cluster)
    {
        // Not by name: a backend's is "postgres: " and what it does.
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (IsPostgres(process) && WorkingDirectory(process) == cluster)
                {
                    process.Kill();
                }
            }
        }
    }

    /// <summary>Ends a server that nobody needs any more, without regard for its data.</summary>
    public static void Kill(string cluster)
    {
        if (PidFile.Read(cluster) is { } pidFile)
        {
            using var process = Find(pidFile.ProcessId);
            if (process is not null && IsServerOf(cluster, process, pidFile))
            {
                process.Kill();
                // A killed process lives until the system has taken it down, and its files may go only then.
                process.WaitForExit(Tolerance);
            }

            RemoveTemporarySocket(pidFile);
        }

        KillBackends(cluster);
    }

    private static Process? Find(int processId)
    {
        try
        {
            return Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsServerOf(string cluster, Process process, PidFile pidFile)
    {
        try
        {
            return IsPostgres(process) && (WorkingDirectory(process) is { } directory ? directory == cluster : WasStartedBy(process, pidFile));
        }
        catch (InvalidOperationException)
        {
            // It ended while we looked.
            return false;
        }
    }

    private static bool IsPostgres(Process process)
    {
        try
        {
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool WasStartedBy(Process process, PidFile pidFile) =>
        pidFile.Started is { } started && (started - new DateTimeOffset(process.StartTime)).Duration() < Tolerance;

    // PostgreSQL's processes all work in their data directory. Only Linux tells.
    private static string? WorkingDirectory(Process process)
    {
        try
        {
            return OperatingSystem.IsLinux() ? new FileInfo($"/proc/{process.Id}/cwd").LinkTarget : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void RemoveTemporarySocket(PidFile pidFile)
    {
        if (pidFile.SocketDirectory is { } directory
            && Path.GetFileName(directory).StartsWith(ServerAddress.TemporaryPrefix, StringComparison.Ordinal)
            && Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
