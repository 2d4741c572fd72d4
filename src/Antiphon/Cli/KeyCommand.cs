using System.CommandLine;
using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary><c>antiphon key …</c>: API keys.</summary>
internal static class KeyCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = "What the key is for, as lists show it",
        HelpName = "name",
        DefaultValueFactory = _ => "Made on the command line",
    };

    private static readonly Argument<string?> AnyDomain = new("domain") { Description = "Name of an account; without it the keys of all are listed", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<long> Id = new("id") { Description = "Number of the key, as `key list` shows it" };

    private static readonly Option<long> OverlapHours = new("--overlap-hours")
    {
        Description = "For how long the old key is accepted as well, 0 to 168",
        HelpName = "hours",
        DefaultValueFactory = _ => RotateApiKey.DefaultHours,
    };

    public static Command Describe() => new("key", "The API keys of an account")
    {
        new Command("create", "Makes an API key and prints it, once and alone, on standard output") { DeskCommand.Domain, DeskCommand.Email, Name }.Does(CreateAsync),
        new Command("list", "Lists API keys by their first characters") { AnyDomain }.Does(ListAsync),
        new Command("rotate", "Makes a key that takes the place of another one, and prints it, once and alone, on standard output") { DeskCommand.Domain, Id, OverlapHours }.Does(RotateAsync),
        new Command("revoke", "Ends an API key at once and for good") { DeskCommand.Domain, Id }.Does(RevokeAsync),
    };

    private static async Task CreateAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var created = await services.GetRequiredService<CreateApiKey>().RunAsync(account.Id, parsed.GetRequiredValue(DeskCommand.Email), parsed.GetRequiredValue(Name), cancellationToken);
        await output.WriteLineAsync(created.OrFail("There is no such user.").Key);
    }

    private static async Task ListAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var accounts = (await services.GetRequiredService<ListAccounts>().RunAsync(cancellationToken)).Select(line => line.Account).ToList();
        if (parsed.GetValue(AnyDomain) is { } domain)
        {
            accounts.RemoveAll(account => account.Domain != domain);
            if (accounts.Count == 0)
            {
                throw new CommandException($"There is no account {domain}; `{Build.Command} account list` shows those there are.");
            }
        }

        var rows = new List<string[]>();
        foreach (var account in accounts)
        {
            foreach (var key in await services.GetRequiredService<ListApiKeys>().RunAsync(account.Id, cancellationToken))
            {
                rows.Add(
                [
                    account.Domain,
                    key.Id.ToString(CultureInfo.InvariantCulture),
                    key.Prefix + "…",
                    key.Email,
                    key.Name,
                    Table.Time(key.CreatedAt),
                    Table.Time(key.LastUsedAt),
                    key.RevokedAt is not null ? "revoked" : key.ExpiresAt is { } end ? "until " + Table.Time(end) : "active",
                ]);
            }
        }

        await Table.WriteAsync(output, ["ACCOUNT", "ID", "KEY", "USER", "NAME", "CREATED", "LAST USED", "STATUS"], rows);
    }

    private static async Task RotateAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var (id, request) = (parsed.GetValue(Id), new RotateApiKeyRequest(parsed.GetValue(OverlapHours)));
        var rotated = await services.GetRequiredService<RotateApiKey>().RunAsync(id, request, Actor.System(account.Id), cancellationToken);
        await output.WriteLineAsync(rotated.OrFail($"The account {account.Domain} has no key {id}.").Key);
    }

    private static async Task RevokeAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var id = parsed.GetValue(Id);
        (await services.GetRequiredService<RevokeApiKey>().RunAsync(id, Actor.System(account.Id), cancellationToken)).OrFail($"The account {account.Domain} has no active key {id}.");
        await output.WriteLineAsync($"Key {id} is revoked.");
    }
}
