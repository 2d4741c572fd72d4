using System.CommandLine;
using Antiphon.Data;

namespace Antiphon.Cli;

/// <summary><c>antiphon migrate</c>: brings the database to this build's schema and ends. A server does the same when it starts.</summary>
internal static class MigrateCommand
{
    public static Command Describe()
    {
        var command = new Command("migrate", "Brings the database to the schema of this build, and ends");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = Settings.Read(quiet: true);
        await using var database = await DeskDatabase.OpenAsync(configuration, parsed.GetValue(GlobalOptions.Data), create: true, cancellationToken);
        await using var services = CommandServices.Build(configuration, database.ConnectionString);
        var count = await services.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(count switch
        {
            0 => "The database is up to date.",
            1 => "Applied 1 migration.",
            _ => $"Applied {count} migrations.",
        });
        return ExitCode.Ok;
    }
}
