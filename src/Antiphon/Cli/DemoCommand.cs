using System.CommandLine;
using Antiphon.Demo;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary><c>antiphon demo load</c>: brings the shop of a first start into an account that was opened without it.</summary>
internal static class DemoCommand
{
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Another number makes another shop",
        HelpName = "number",
        DefaultValueFactory = _ => LoadDemoShop.DefaultSeed,
    };

    public static Command Describe() => new("demo", "The demo shop")
    {
        new Command("load", "Puts 300 invented tickets of 90 days, with customers, agents, teams and tags, into an account") { DeskCommand.Domain, Seed }.Does(LoadAsync),
    };

    private static async Task LoadAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var started = clock.GetTimestamp();
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var counts = (await services.GetRequiredService<LoadDemoShop>().RunAsync(Actor.System(account.Id), parsed.GetValue(Seed), cancellationToken)).OrFail("The account is gone.");
        await output.WriteLineAsync(
            $"Loaded {counts.Tickets} tickets with {counts.Messages} messages of {counts.Customers} customers, {counts.Agents} agents in {counts.Teams} teams, {counts.Tags} tags "
            + $"and {counts.Events} events into {account.Domain} in {clock.GetElapsedTime(started).TotalSeconds:0.0} s.");
    }
}
