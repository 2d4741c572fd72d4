using System.CommandLine;
using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.SecondFactor;

namespace Antiphon.Cli;

/// <summary><c>antiphon account …</c>: the tenants of the server.</summary>
internal static class AccountCommand
{
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the owner (default: what stands before the @)", HelpName = "name" };

    private static readonly Option<bool> Optional = new("--off") { Description = "Leaves it to everyone again" };

    public static Command Describe() => new("account", "The accounts of the server")
    {
        new Command("create", "Opens an account with its owner, and prints the owner's password and API key once") { DeskCommand.Domain, DeskCommand.Email, Name }.Does(CreateAsync),
        AccountSetCommand.Describe(),
        AccountHostCommand.Describe(),
        new Command("require-second-factor", "Makes the second factor a duty: whoever has none sets one up within 14 days, and can do nothing else after that") { DeskCommand.Domain, Optional }.Does(RequireAsync),
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

    private static async Task RequireAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var since = (await services.GetRequiredService<EnforceSecondFactor>().RunAsync(!parsed.GetValue(Optional), Actor.System(account.Id), cancellationToken)).OrFail("The account is gone.");
        await output.WriteLineAsync(since is null
            ? $"The second factor is left to everyone of {account.Domain}."
            : $"The second factor is a duty in {account.Domain} since {Table.Time(since)}; whoever has none sets one up by {Table.Time(since + SecondFactorDuty.Grace)}.");
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
