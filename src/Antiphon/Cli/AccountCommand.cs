using System.CommandLine;
using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Sandbox;

namespace Antiphon.Cli;

/// <summary><c>antiphon account …</c>: the tenants of the server.</summary>
internal static class AccountCommand
{
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the owner (default: what stands before the @)", HelpName = "name" };

    private static readonly Option<bool> Optional = new("--off") { Description = "Leaves it to everyone again" };

    private static readonly Option<bool> Sandbox = new("--sandbox") { Description = "Makes it a sandbox, with a clock, faults and snapshots of its own; no account becomes one later" };

    private static readonly Option<DateTimeOffset?> At = new("--at") { Description = "Of a sandbox: the time at which its clock stands still (default: the present, going on)", HelpName = "time" };

    private static readonly Option<long?> Seed = new("--seed") { Description = "Of a sandbox: another number makes another chance", HelpName = "number" };

    private static readonly Option<bool> Demo = new("--demo") { Description = "Of a sandbox: with the demo shop in it" };

    public static Command Describe() => new("account", "The accounts of the server")
    {
        new Command("create", "Opens an account with its owner, and prints the owner's password and API key once") { DeskCommand.Domain, DeskCommand.Email, Name, Sandbox, At, Seed, Demo }.Does(CreateAsync),
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
        var created = parsed.GetValue(Sandbox)
            ? (await services.GetRequiredService<OpenSandbox>().RunAsync(
                domain, email, name, new Switches(), new SandboxWish(parsed.GetValue(At), parsed.GetValue(Seed) ?? 1, parsed.GetValue(Demo), password), cancellationToken)).OrFail("There is no such account.")
            : await OpenAsync(domain, email, name, password, parsed, services, cancellationToken);
        await output.WriteLineAsync($"Account    {domain}{(created.Account.IsSandbox ? " (sandbox)" : "")}");
        await output.WriteLineAsync($"Owner      {email}");
        await output.WriteLineAsync($"Password   {password}");
        await output.WriteLineAsync($"API key    {created.ApiKey}");
        await output.WriteLineAsync("Password and key are shown this once.");
    }

    private static async Task<NewAccount> OpenAsync(
        string domain, string email, string name, string password, ParseResult parsed, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(At) is not null || parsed.GetValue(Seed) is not null || parsed.GetValue(Demo))
        {
            throw new UsageException("--at, --seed and --demo are for sandboxes: add --sandbox, or load the demo shop with `demo load` afterwards.");
        }

        await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(cancellationToken);
        var created = (await services.GetRequiredService<CreateAccount>().RunAsync(domain, email, name, new Switches(), cancellationToken)).OrFail("There is no such account.");
        (await services.GetRequiredService<SetPassword>().RunAsync(created.Account.Id, email, password, cancellationToken)).OrFail("There is no such user.");
        await transaction.CommitAsync(cancellationToken);
        return created;
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
                    line.Account.DeactivatedAt is not null ? "deactivated" : line.Account.IsSandbox ? "sandbox" : "active",
                    line.Hosts.Count > 0 ? string.Join(',', line.Hosts) : "-",
                ]),
            ]);
    }
}
