using System.Reflection;

namespace Antiphon.Cli;

/// <summary>What this program is, and how the operator calls it.</summary>
internal static class Build
{
    /// <summary>The version, with the commit behind a plus sign when the build knew it.</summary>
    public static string Version { get; } = typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The version that is spoken of.</summary>
    public static string ShortVersion => Version.Split('+')[0];

    /// <summary>What to type before a verb. <c>./dev run</c> says so in the environment, because it started this program in its own way.</summary>
    public static string Command { get; } = Environment.GetEnvironmentVariable("ANTIPHON_COMMAND") is { Length: > 0 } command ? command : "antiphon";
}
