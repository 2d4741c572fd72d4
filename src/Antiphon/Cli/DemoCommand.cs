using System.CommandLine;
using Antiphon.Data;
using Antiphon.Demo;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary><c>antiphon demo load</c>: brings the shop of a first start into an account that was opened without it.</summary>
internal static class DemoCommand
{
    private static readonly Argument<string> Domain = new("domain") { Description = "Name of the account, which is the first part of its host" };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Another number makes another shop",
        HelpName = "number",
        DefaultValueFactory = _ => LoadDemoShop.DefaultSeed,
    };

    public static Command Describe()
    {
        var load = new Command("load", "Puts 300 invented tickets of 90 days, with customers, agents, teams and tags, into an account") { Domain, Seed };
        load.SetAction((parsed, cancellationToken) => CommandServices.RunAsync(
            parsed,
            (services, output, cancellationToken) => LoadAsync(services, parsed.GetRequiredValue(Domain), parsed.GetValue(Seed), output, cancellationToken),
            cancellationToken));
        return new Command("demo", "The demo shop") { load };
    }

    internal static async Task<int> LoadAsync(IServiceProvider services, string domain, int seed, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var started = clock.GetTimestamp();
        var account = await services.GetRequiredService<DeskDb>().FirstOrDefaultAsync(
            $"select account_id from accounts where domain = {domain}", row => (long?)row.GetInt64(0), cancellationToken);
        if (account is not { } accountId)
        {
            throw new CommandException($"There is no account {domain}.");
        }

        var loaded = await services.GetRequiredService<LoadDemoShop>().RunAsync(Actor.System(accountId), seed, cancellationToken);
        if (loaded.Failure is Failure.Conflicting { Message: { } refusal })
        {
            throw new CommandException(refusal);
        }

        var counts = loaded.Value;
        await output.WriteLineAsync(
            $"Loaded {counts.Tickets} tickets with {counts.Messages} messages of {counts.Customers} customers, {counts.Agents} agents in {counts.Teams} teams, {counts.Tags} tags "
            + $"and {counts.Events} events into {domain} in {clock.GetElapsedTime(started).TotalSeconds:0.0} s.");
        return ExitCode.Ok;
    }
}
