using System.CommandLine;
using System.Runtime.InteropServices;

namespace Antiphon.Cli;

/// <summary><c>antiphon version</c></summary>
internal static class VersionCommand
{
    public static Command Describe()
    {
        var command = new Command("version", "Prints the version, the commit and the runtime");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Antiphon {Build.Version}, {RuntimeInformation.FrameworkDescription}".AsMemory(), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
