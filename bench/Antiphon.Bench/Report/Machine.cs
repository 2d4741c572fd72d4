using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Antiphon.Bench.Report;

/// <summary>On what a run was made: enough to judge its figures, and no names.</summary>
internal sealed record Machine(string Date, string Commit, int Cores, double MemoryGigabytes, string System, string Runtime)
{
    public static async Task<Machine> DescribeAsync(CancellationToken cancellationToken) => new(
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}",
        await CommitAsync(cancellationToken),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0,
        $"{(OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "macOS" : "Windows")} {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription);

    public override string ToString() => $"{Date}, commit {Commit}, {Cores} cores, {MemoryGigabytes:0} GB, {System}, {Runtime}";

    private static async Task<string> CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty=+"])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var commit = await git.StandardOutput.ReadToEndAsync(cancellationToken);
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0 ? commit.Trim() : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
