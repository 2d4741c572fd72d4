using Antiphon.Bench;

namespace Antiphon.ApiTests.Bench;

/// <summary>The benchmark runs from seeding to the table; its figures at this size mean nothing.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task A_tiny_run_seeds_measures_every_case_and_cleans_up()
    {
        var said = new List<string>();
        var options = new BenchOptions { Tickets = 300, Seconds = 0.6, Connections = [2], Cases = [], Settle = TimeSpan.FromMilliseconds(100) };
        var results = (await new Run(options, said.Add).RunAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(Antiphon.Bench.Load.Case.All.Select(each => each.Name), results.Cells.Select(cell => cell.Case));
        Assert.All(results.Cells, cell => Assert.True(cell is { Bare.Count: > 0, Antiphon.Count: > 0 }, cell.Case));
        Assert.Equal(Antiphon.Bench.Load.Promise.All.Select(each => each.Name), results.Kept.Select(kept => kept.Promise.Name));
        Assert.Contains(results.Kept, kept => kept.Taken.Count > 0);
        Assert.Contains(results.Idle, idle => idle.What.StartsWith("simulation of a rule on 300 tickets", StringComparison.Ordinal));
        Assert.All(results.Idle, idle => Assert.True(idle.Value > 0, idle.What));
        // Both sides answer the same: a comparison of different work would be none.
        Assert.All(results.Cells, cell => Assert.InRange(cell.Antiphon.BytesPerAnswer / cell.Bare.BytesPerAnswer, 0.85, 1.2));
        Assert.Contains(said, line => line.Contains("300 tickets", StringComparison.Ordinal));
    }
}
