using System.CommandLine;
using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary><c>antiphon account …</c>: the tenants of the server.</summary>
internal static class AccountCommand
{
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the owner (default: what stands before the @)", HelpName = "name" };

    public static Command Describe() => new("account", "The accounts of the server")
    {
        new Command("create", "Opens an account with its owner, and prints the owner's password and API key once") { DeskCommand.Domain, DeskCommand.Email, Name }.Does(CreateAsync),
        AccountSetCommand.Describe(),
        AccountHostCommand.Describe(),
        new Command("list", "Lists the accounts") { }.Does(ListAsync),
    };

    private static async Task CreateAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var domain = parsed.GetRequiredValue(DeskCommand.Domain);
        var email = parsed.GetRequiredValue(DeskCommand.Email);
        var name = parsed.GetValue(Name) ?? email.Split('@')[0];
        var password = Passwords.NewPassword();
        await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(cancellationToken);
        var created = (await services.GetRequiredService<CreateAccount>().RunAsync(domain, email, name, new Switches(), cancellationToken)).OrFail("There is no such account.");
        (await services.GetRequiredService<SetPassword>().RunAsync(created.Account.Id, email, password, cancellationToken)).OrFail("There is no such user.");
        await transaction.CommitAsync(cancellationToken);
        await output.WriteLineAsync($"Account    {domain}");
        await output.WriteLineAsync($"Owner      {email}");
        await output.WriteLineAsync($"Password   {password}");
        await output.WriteLineAsync($"API key    {created.ApiKey}");
        await output.WriteLineAsync("Password and key are shown this once.");
    }

    private static async Task ListAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var lines = await services.GetRequiredService<ListAccounts>().RunAsync(cancellationToken);
        await Table.WriteAsync(
            output,
            ["ID", "DOMAIN", "OWNER", "PLAN", "CREATED", "STATUS", "HOSTS"],
            [
                .. lines.Select(line => (string[])
                [
                    line.Account.Id.ToString(CultureInfo.InvariantCulture),
                    line.Account.Domain,
                    line.OwnerEmail ?? "-",
                    line.Account.Switches.Plan,
                    Table.Time(line.Account.CreatedAt),
                    line.Account.DeactivatedAt is null ? "active" : "deactivated",
                    line.Hosts.Count > 0 ? string.Join(',', line.Hosts) : "-",
                ]),
            ]);
    }
}
