using System.CommandLine;
using System.Globalization;

namespace Antiphon.Bench;

/// <summary>What a run measures, and on what.</summary>
internal sealed record BenchOptions
{
    /// <summary>Makes this program the bare endpoint; not for people.</summary>
    public const string BareVerb = "bare";

    public const long SmallAccountTickets = 10_000;

    private const long QuickTickets = 20_000;

    /// <summary>Of the large account; there are three times as many messages.</summary>
    public required long Tickets { get; init; }

    /// <summary>For one side of one case at one number of connections.</summary>
    public required double Seconds { get; init; }

    public required IReadOnlyList<int> Connections { get; init; }

    /// <summary>Names of cases, or parts of them; empty means all.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>Where the database stays for the next run; null for a directory that goes with this one.</summary>
    public string? Data { get; init; }

    /// <summary>A Markdown file whose marked tables are replaced.</summary>
    public string? Out { get; init; }

    /// <summary>Makes the database and ends.</summary>
    public bool SeedOnly { get; init; }

    /// <summary>How long the server is left alone before its memory is looked at.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The list at 10,000 tickets is compared with the list at this many, so the small account never is the larger one.</summary>
    public long SmallTickets => Math.Min(SmallAccountTickets, Tickets);

    /// <summary>Builds the command line around what is to be run with its options.</summary>
    public static RootCommand Command(Func<BenchOptions, CancellationToken, Task<int>> run)
    {
        var tickets = new Option<long>("--tickets") { Description = "Tickets of the large account; with three times as many messages", DefaultValueFactory = _ => 1_000_000 };
        var seconds = new Option<double>("--seconds") { Description = "Measured time of each side of each cell", DefaultValueFactory = _ => 6 };
        var connections = new Option<string>("--connections") { Description = "Numbers of connections, with commas", DefaultValueFactory = _ => "1,8,32" };
        var cases = new Option<string>("--cases") { Description = "Parts of the names of cases, with commas; all without it", DefaultValueFactory = _ => "" };
        var data = new Option<string?>("--data") { Description = "Directory that keeps the seeded database; a run that finds one there does not seed" };
        var output = new Option<string?>("--out") { Description = "Markdown file whose measured tables are replaced, such as docs/performance.md" };
        var quick = new Option<bool>("--quick") { Description = "20,000 tickets and a second for each cell: shows that it runs, measures nothing" };
        var seedOnly = new Option<bool>("--seed-only") { Description = "Makes the database of --data and ends" };
        Above(tickets, 0);
        Above(seconds, 0);
        connections.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<string>().Split(',').All(text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 64))
            {
                result.AddError("Connections are numbers from 1 to 64, with commas.");
            }
        });
        var root = new RootCommand("Measures Antiphon beside a bare endpoint on the same database.") { tickets, seconds, connections, cases, data, output, quick, seedOnly };
        root.SetAction((parsed, cancellationToken) => run(
            new BenchOptions
            {
                Tickets = parsed.GetValue(quick) && parsed.GetResult(tickets) is null or { Implicit: true } ? QuickTickets : parsed.GetValue(tickets),
                Seconds = parsed.GetValue(quick) ? 1 : parsed.GetValue(seconds),
                Connections = [.. parsed.GetValue(connections)!.Split(',').Select(int.Parse)],
                Cases = parsed.GetValue(cases)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Data = parsed.GetValue(data),
                Out = parsed.GetValue(output),
                SeedOnly = parsed.GetValue(seedOnly),
            },
            cancellationToken));
        return root;
    }

    private static void Above<T>(Option<T> option, T least)
        where T : IComparable<T> => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && !result.Errors.Any() && result.GetValueOrDefault<T>()!.CompareTo(least) <= 0)
        {
            result.AddError($"{option.Name} must be above {least}.");
        }
    });
}
