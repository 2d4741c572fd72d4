using System.CommandLine;
using System.Globalization;
using Antiphon.Data;

namespace Antiphon.Cli;

/// <summary><c>antiphon serve</c>, which is also what Antiphon does without a verb.</summary>
internal static class ServeCommand
{
    private static readonly Option<string[]> Urls = new("--urls")
    {
        Description = "Addresses to listen on, such as http://0.0.0.0:8080; several are separated by semicolons (default: http://localhost:8080)",
        HelpName = "url",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<int?> Port = new("--port")
    {
        Description = "Port to listen on at localhost; 0 takes any that is free",
        HelpName = "number",
    };

    private static readonly Option<bool> NoDemo = new("--no-demo") { Description = "Leaves the demo shop out of a first start" };

    public static void AddTo(RootCommand root)
    {
        Port.Validators.Add(result =>
        {
            // What is no number at all the parser refuses itself.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is < 0 or > 65535)
            {
                result.AddError("A port is a number from 0 to 65535.");
            }
        });
        var serve = new Command("serve", "Runs the server (what Antiphon does without a command)");
        foreach (var command in (Command[])[root, serve])
        {
            command.Add(Urls);
            command.Add(Port);
            command.Add(NoDemo);
            command.SetAction(RunAsync);
        }

        root.Add(serve);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = Settings.Read(quiet: false);
        var listening = Listening.Choose(configuration, parsed.GetValue(Urls), parsed.GetValue(Port));
        await using var database = await DeskDatabase.OpenForServerAsync(configuration, parsed.GetValue(GlobalOptions.Data), cancellationToken);
        await using (var services = CommandServices.Build(configuration, database.ConnectionString))
        {
            await services.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        }

        await using var app = await listening.StartAsync(() => Build(database), cancellationToken);
        // Behind the listener, so that a port which is taken does not cost the credentials that are shown only once.
        var welcome = await FirstRun.RunAsync(app.Services, withDemo: !parsed.GetValue(NoDemo), cancellationToken);
        var addresses = Listening.Addresses(app);
        await parsed.InvocationConfiguration.Output.WriteAsync(welcome is null ? Banner.Again(addresses) : Banner.First(addresses, welcome));
        return await UntilStoppedAsync(app, database, cancellationToken);
    }

    private static WebApplication Build(DeskDatabase database)
    {
        var builder = WebApplication.CreateBuilder();
        Settings.AddDefaults(builder.Configuration, database.KeyFile);
        Settings.Tidy(builder.Logging);
        return Server.Build(builder, database.ConnectionString);
    }

    private static async Task<int> UntilStoppedAsync(WebApplication app, DeskDatabase database, CancellationToken cancellationToken)
    {
        var stopped = app.WaitForShutdownAsync(cancellationToken);
        if (database.Owned is { Completion: var died } && await Task.WhenAny(stopped, died) == died)
        {
            await app.StopAsync(CancellationToken.None);
            await died;
        }

        await stopped;
        // The host ends in order when a background service fails, and has logged why.
        var failed = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true });
        return failed ? ExitCode.Failure : ExitCode.Ok;
    }
}
