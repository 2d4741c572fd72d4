using Antiphon.Bench.Load;
using Antiphon.Bench.Report;
using Antiphon.Bench.Seeding;
using Antiphon.Bench.Servers;

namespace Antiphon.Bench;

/// <summary>One run from the database to the table.</summary>
internal sealed class Run(BenchOptions options, Action<string> say)
{
    private const double MostMegabytes = 150;
    private const double LongestStartSeconds = 1;
    private const int Starts = 5;
    private const int Rounds = 2;

    /// <summary>Null when only the database was wanted.</summary>
    public async Task<Results?> RunAsync(CancellationToken cancellationToken)
    {
        await using var database = await BenchDatabase.OpenAsync(options, say, cancellationToken);
        if (options.SeedOnly)
        {
            return null;
        }

        var targets = new Dictionary<string, Target>(StringComparer.Ordinal);
        foreach (var domain in (string[])[Seed.LargeDomain, Seed.SmallDomain])
        {
            targets[domain] = await Target.FindAsync(database.ConnectionString, domain, cancellationToken);
        }

        var start = await StartTimeAsync(database.ConnectionString, cancellationToken);
        await using var bare = await ServerProcess.StartBareAsync(database.ConnectionString, cancellationToken);
        await using var antiphon = await ServerProcess.StartAntiphonAsync(database.ConnectionString, cancellationToken);
        await Task.Delay(options.Settle, TimeProvider.System, cancellationToken);
        var idle = new Idle("memory after the start", antiphon.ResidentMegabytes, "MB", MostMegabytes);
        var cells = new List<Cell>();
        foreach (var measured in Case.Named(options.Cases))
        {
            var requests = measured.Requests(targets[measured.Domain]);
            foreach (var side in (ServerProcess[])[bare, antiphon])
            {
                await Driver.RunAsync(side, requests, connections: 8, TimeSpan.Zero, Compiling, cancellationToken);
            }

            foreach (var connections in options.Connections)
            {
                var cell = await CompareAsync(measured.Name, bare, antiphon, requests, connections, cancellationToken);
                say($"{cell.Case}, {connections}: {cell.Antiphon.PerSecond:N0}/s, bare {cell.Bare.PerSecond:N0}/s, ratio {cell.Ratio:0.00}");
                cells.Add(cell);
            }
        }

        var kept = await KeepAsync(antiphon, targets[Seed.LargeDomain], cancellationToken);
        IReadOnlyList<Idle> rules = options.Cases.Count == 0 || options.Cases.Any(part => part.Contains("rule", StringComparison.OrdinalIgnoreCase))
            ? await RuleFigures.MeasureAsync(antiphon, targets[Seed.SmallDomain], OfPromise, cancellationToken)
            : [];
        await Task.Delay(options.Settle, TimeProvider.System, cancellationToken);
        var after = new Idle("memory after the load", antiphon.ResidentMegabytes, "MB", MostMegabytes);
        return new Results(await Machine.DescribeAsync(cancellationToken), options, cells, [start, idle, after, .. rules]) { Kept = kept };
    }

    private async Task<List<Kept>> KeepAsync(ServerProcess antiphon, Target target, CancellationToken cancellationToken)
    {
        using var scout = new Scout(antiphon, target);
        var kept = new List<Kept>();
        foreach (var promise in Promise.Named(options.Cases))
        {
            var taken = await Driver.RunAsync(antiphon, await promise.PrepareAsync(scout, cancellationToken), promise.Connections, OfPromise / 2, OfPromise, cancellationToken);
            kept.Add(new Kept(promise, taken));
            say($"{promise.Name}: {taken.PerSecond:N0}/s, p50 {taken.Percentile(0.5).TotalMilliseconds:0.0} ms, p95 {taken.Percentile(0.95).TotalMilliseconds:0.0} ms, p99 {taken.Percentile(0.99).TotalMilliseconds:0.0} ms");
        }

        return kept;
    }

    // There are many of them, and only one side.
    private TimeSpan OfPromise => TimeSpan.FromSeconds(options.Seconds / 3);

    private TimeSpan WarmUp => TimeSpan.FromSeconds(options.Seconds / 10);

    // Methods that many requests run are compiled again while they run.
    private TimeSpan Compiling => TimeSpan.FromSeconds(options.Seconds);

    // The sides take turns, and who is first changes: what drifts or disturbs meets both.
    private async Task<Cell> CompareAsync(string name, ServerProcess bare, ServerProcess antiphon, IReadOnlyList<byte[]> requests, int connections, CancellationToken cancellationToken)
    {
        var sides = new Dictionary<ServerProcess, Latencies>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var side in round % 2 == 0 ? (ServerProcess[])[bare, antiphon] : [antiphon, bare])
            {
                var taken = await Driver.RunAsync(side, requests, connections, WarmUp, TimeSpan.FromSeconds(options.Seconds / Rounds), cancellationToken);
                sides[side] = sides.TryGetValue(side, out var before) ? before.With(taken) : taken;
            }
        }

        return new Cell(name, connections, sides[bare], sides[antiphon]);
    }

    private static async Task<Idle> StartTimeAsync(string connectionString, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var server = await ServerProcess.StartAntiphonAsync(connectionString, cancellationToken);
            times.Add(server.StartTime.TotalSeconds);
        }

        return new Idle($"start, median of {Starts}", times.Order().ElementAt(Starts / 2), "s", LongestStartSeconds);
    }
}
