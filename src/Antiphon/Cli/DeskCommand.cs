using System.CommandLine;
using Antiphon.Accounts;

namespace Antiphon.Cli;

/// <summary>What the verbs that work inside an account have in common.</summary>
internal static class DeskCommand
{
    public static readonly Argument<string> Domain = new("domain") { Description = "Name of the account, which is the first part of its host" };

    public static readonly Option<string> Email = new("--email") { Description = "E-mail of the user", HelpName = "address", Required = true };

    /// <summary>Runs on the services of the desk, in one scope, and succeeds unless it throws.</summary>
    public static Command Does(this Command command, Func<ParseResult, IServiceProvider, TextWriter, CancellationToken, Task> run)
    {
        command.SetAction((parsed, cancellationToken) => CommandServices.RunAsync(parsed, run, cancellationToken));
        return command;
    }

    public static async Task<Account> AccountAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancellationToken)
    {
        var domain = parsed.GetRequiredValue(Domain);
        return (await services.GetRequiredService<FindAccount>().RunAsync(domain, cancellationToken))
            .OrFail($"There is no account {domain}; `{Build.Command} account list` shows those there are.");
    }
}
