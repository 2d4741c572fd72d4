using System.CommandLine;

namespace Antiphon.Cli;

/// <summary>Options that every verb takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Data = new("--data")
    {
        Description = "Directory of the private PostgreSQL, used when no connection string is configured (Data:Directory; default: data)",
        HelpName = "directory",
        Recursive = true,
    };
}
