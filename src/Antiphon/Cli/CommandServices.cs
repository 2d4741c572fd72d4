using System.CommandLine;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Cli;

/// <summary>
/// The operations of the server without the server: a command is one more caller of the same classes. Background services are registered too, but
/// nothing starts them here.
/// </summary>
internal static class CommandServices
{
    public static ServiceProvider Build(IConfiguration configuration, string connectionString)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging(logging => Configure(logging, configuration));
        Server.AddServices(services, connectionString);
        return services.BuildServiceProvider();
    }

    public static ILoggerFactory Logging(IConfiguration configuration) => LoggerFactory.Create(logging => Configure(logging, configuration));

    /// <summary>Opens the database, checks that its schema fits and runs a command in a scope of the services.</summary>
    public static async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, IServiceProvider, TextWriter, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var configuration = Settings.Read(quiet: true);
        await using var database = await DeskDatabase.OpenAsync(configuration, parsed.GetValue(GlobalOptions.Data), create: false, cancellationToken);
        // The audit log tells by it what was done on the command line, and by whom.
        var named = new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = $"antiphon command line of {Environment.UserName}@{Environment.MachineName}" };
        await using var services = Build(Settings.WithKeyFile(configuration, database.KeyFile), named.ConnectionString);
        var pending = await services.GetRequiredService<Migrator>().PendingAsync(cancellationToken);
        if (pending.Count > 0)
        {
            throw new CommandException($"The database lacks {pending.Count} migrations of this build: run `{Cli.Build.Command} migrate` first.");
        }

        await using var scope = services.CreateAsyncScope();
        await run(parsed, scope.ServiceProvider, parsed.InvocationConfiguration.Output, cancellationToken);
        return ExitCode.Ok;
    }

    private static void Configure(ILoggingBuilder logging, IConfiguration configuration) =>
        Settings.Tidy(logging.AddConfiguration(configuration.GetSection("Logging")).AddConsole());
}
