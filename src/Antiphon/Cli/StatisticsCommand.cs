using System.CommandLine;
using Antiphon.Statistics.Counting;

namespace Antiphon.Cli;

/// <summary><c>antiphon statistics …</c>: counting anew, and checking what was counted.</summary>
internal static class StatisticsCommand
{
    public static Command Describe() => new("statistics", "The statistics")
    {
        new Command("rebuild", "Counts an account anew from its events, tickets and messages, while everything runs") { DeskCommand.Domain }.Does(RebuildAsync),
        new Command("check", "Compares the statistics of an account with what they were counted from") { DeskCommand.Domain }.Does(CheckAsync),
    };

    private static async Task RebuildAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var count = await services.GetRequiredService<RebuildStatistics>().RunAsync(account.Id, left => output.WriteLineAsync($"{left} tickets are left"), cancellationToken);
        await output.WriteLineAsync($"Counted {count} tickets of {account.Domain} anew.");
    }

    private static async Task CheckAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var found = await services.GetRequiredService<CheckStatistics>().RunAsync(account.Id, cancellationToken);
        foreach (var (table, wrong) in found.Wrong)
        {
            await output.WriteLineAsync($"{account.Domain}: {wrong} rows of {table} are not what they should be");
        }

        if (!found.IsRight)
        {
            throw new CommandException($"The statistics are not what events and tickets say: run `{Build.Command} statistics rebuild {account.Domain}`.");
        }

        await output.WriteLineAsync($"{account.Domain}: the statistics of {found.Tickets} tickets are what events and tickets say.");
    }
}
