using System.ComponentModel;
using System.Diagnostics;

namespace Antiphon.Data.Embedded;

/// <summary>Runs one short program to its end under the server's account and keeps what it said.</summary>
internal static class Tool
{
    public static async Task<ToolAnswer> RunAsync(string program, IReadOnlyList<string> arguments, ServerAccount account, CancellationToken cancellationToken)
    {
        var start = Describe(program, arguments, account);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new ToolAnswer(Path.GetFileName(program), process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, ServerAccount account)
    {
        // The working directory of this process may be one which the account may not enter.
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = OperatingSystem.IsWindows() ? string.Empty : "/",
        };
        if (account.UserName is { } userName)
        {
            start.UserName = userName;
        }

        // PGDATA, PGPORT and their like in the operator's shell mean another server.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        return start;
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new EmbeddedPostgresException($"{start.FileName} did not start.");
        }
        catch (Win32Exception e)
        {
            throw new EmbeddedPostgresException($"{start.FileName} cannot be run: {e.Message}.", e);
        }
    }
}

internal sealed record ToolAnswer(string Program, int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    public void EnsureSucceeded()
    {
        if (!Succeeded)
        {
            throw new EmbeddedPostgresException($"{Program} failed: {Complaint.LastLine(Error.Length > 0 ? Error : Output)}");
        }
    }
}
