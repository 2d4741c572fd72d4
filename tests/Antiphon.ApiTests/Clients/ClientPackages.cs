using System.Runtime.CompilerServices;

namespace Antiphon.ApiTests.Clients;

/// <summary>The folder <c>tests/clients</c>: programs of others, which the build installs, and small programs over clients that others generate.</summary>
internal static class ClientPackages
{
    public static string Home { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "clients"));

    public static string Module(string path) => Path.Combine(Home, "node_modules", path);

    /// <summary>A directory for one test's files, from which Node finds the installed packages.</summary>
    public static string Workshop(string name)
    {
        var directory = Path.Combine(Home, "obj", $"{name}-{Environment.ProcessId}");
        Directory.CreateDirectory(directory);
        return directory;
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
