using System.CommandLine;
using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.Providers;

namespace Antiphon.Cli;

/// <summary><c>antiphon sign-in …</c>: with which services of others people sign in.</summary>
internal static class SignInCommand
{
    private static readonly Option<string> Name = new("--name") { Description = "What stands behind \"Sign in with\"", HelpName = "name", Required = true };

    private static readonly Option<string> Issuer = new("--issuer") { Description = "Its issuer, such as https://accounts.google.com", HelpName = "url", Required = true };

    private static readonly Option<string> ClientId = new("--client-id") { Description = "By which it knows this account", HelpName = "id", Required = true };

    private static readonly Option<FileInfo?> SecretFile = new("--client-secret-file") { Description = "A file with the client's secret, which a list of processes would show", HelpName = "file" };

    private static readonly Option<string[]> Domains = new("--domain") { Description = "A domain whose addresses it is believed about; may be given several times", HelpName = "domain", Required = true };

    private static readonly Option<string?> JoinRole = new("--join-role") { Description = $"The role of whoever comes for the first time: {string.Join(", ", SignInProviderWords.JoinRoles)} (default: nobody joins by themselves)", HelpName = "role" };

    private static readonly Argument<long> Id = new("id") { Description = "Number of the provider, as `sign-in list` shows it" };

    public static Command Describe() => new("sign-in", "The providers (OpenID Connect) with which people of an account sign in")
    {
        new Command("add", "Lets people sign in with a provider, and prints the redirect URI that has to be registered there") { DeskCommand.Domain, Name, Issuer, ClientId, SecretFile, Domains, JoinRole }.Does(AddAsync),
        new Command("list", "Lists the providers") { DeskCommand.Domain }.Does(ListAsync),
        new Command("remove", "Takes a provider away") { DeskCommand.Domain, Id }.Does(RemoveAsync),
    };

    private static async Task AddAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var request = new CreateSignInProviderRequest
        {
            Name = parsed.GetRequiredValue(Name),
            Issuer = parsed.GetRequiredValue(Issuer),
            ClientId = parsed.GetRequiredValue(ClientId),
            ClientSecret = parsed.GetValue(SecretFile) is { } file ? await ReadAsync(file, cancellationToken) : null,
            AllowedDomains = parsed.GetRequiredValue(Domains),
            JoinRole = parsed.GetValue(JoinRole),
        };
        var made = (await services.GetRequiredService<CreateSignInProvider>().RunAsync(request, Actor.System(account.Id), cancellationToken)).OrFail("The account is gone.");
        await output.WriteLineAsync($"Provider {made.Id} is on the sign-in page of {account.Domain}. Register there, below the account's own address: {made.CallbackPath}");
    }

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(file.FullName, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The client's secret cannot be read: {e.Message}");
        }
    }

    private static async Task ListAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var providers = await services.GetRequiredService<ListSignInProviders>().RunAsync(account.Id, cancellationToken);
        await Table.WriteAsync(
            output,
            ["ID", "NAME", "ISSUER", "DOMAINS", "JOIN AS", "STATUS"],
            [
                .. providers.Select(provider => (string[])
                [
                    provider.Id.ToString(CultureInfo.InvariantCulture), provider.Name, provider.Issuer, string.Join(',', provider.AllowedDomains), provider.JoinRole ?? "-", provider.Enabled ? "on" : "off",
                ]),
            ]);
    }

    private static async Task RemoveAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var id = parsed.GetValue(Id);
        (await services.GetRequiredService<DeleteSignInProvider>().RunAsync(id, Actor.System(account.Id), cancellationToken)).OrFail($"The account {account.Domain} has no provider {id}.");
        await output.WriteLineAsync($"Provider {id} is gone.");
    }
}
