using System.CommandLine;
using Antiphon.Accounts;

namespace Antiphon.Cli;

/// <summary><c>antiphon account host add|remove</c></summary>
internal static class AccountHostCommand
{
    private static readonly Argument<string> Host = new("host") { Description = "Host name without scheme and port, such as acme.gorgias.com" };

    public static Command Describe() => new("host", "Host names that lead to an account besides <domain>.<base domain>")
    {
        new Command("add", "Leads another host name to the account") { DeskCommand.Domain, Host }.Does(AddAsync),
        new Command("remove", "Takes a host name away from the account") { DeskCommand.Domain, Host }.Does(RemoveAsync),
    };

    private static async Task AddAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var host = (await services.GetRequiredService<AddHost>().RunAsync(account.Id, parsed.GetRequiredValue(Host), cancellationToken)).OrFail("The account is gone.");
        await output.WriteLineAsync($"{host} leads to {account.Domain}.");
    }

    private static async Task RemoveAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var given = parsed.GetRequiredValue(Host);
        var host = (await services.GetRequiredService<RemoveHost>().RunAsync(account.Id, given, cancellationToken)).OrFail($"The host {given} does not lead to {account.Domain}.");
        await output.WriteLineAsync($"{host} no longer leads to {account.Domain}.");
    }
}
