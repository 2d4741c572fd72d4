using Antiphon.Bench;
using Antiphon.Bench.Load;
using Antiphon.Bench.Report;

namespace Antiphon.UnitTests.Bench;

public sealed class MarkdownTests
{
    [Fact]
    public void Figures_replace_what_stood_between_the_marks_and_nothing_else() =>
        Assert.Equal($"before\n{Markdown.Begin}\n\nnew\n{Markdown.End}\nafter", Markdown.Replace($"before\n{Markdown.Begin}\n\nold\n\n{Markdown.End}\nafter", "new"));

    [Fact]
    public void A_document_without_marks_is_left_alone() => Assert.Throws<BenchException>(() => Markdown.Replace("text", "new"));

    [Fact]
    public void The_ratio_and_the_cost_of_size_are_in_the_table()
    {
        var options = new BenchOptions { Tickets = 1_000_000, Seconds = 1, Connections = [1], Cases = [] };
        var machine = new Machine("2026-01-02", "abc", 2, 8, "Linux X64", ".NET 10");
        Cell[] cells = [new(Case.List, 1, Rate(200), Rate(100)), new(Case.SmallList, 1, Rate(220), Rate(110))];
        var text = Markdown.Of(new Results(machine, options, cells, [new Idle("memory", 99, "MB", 150)]));
        Assert.Contains("| list 30 | 1 | 100 | 200 | 0.50 |", text, StringComparison.Ordinal);
        Assert.Contains("against 10,000 | 1.10 × | 1.2 × |", text, StringComparison.Ordinal);
        Assert.Contains("| memory | 99 MB | 150 MB |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_took_longer_than_it_may_is_told()
    {
        var options = new BenchOptions { Tickets = 1_000_000, Seconds = 1, Connections = [1], Cases = [] };
        var machine = new Machine("2026-01-02", "abc", 2, 8, "Linux X64", ".NET 10");
        var promise = new Promise("counts", 0.95, 10, 1, (_, _) => Task.FromResult<IReadOnlyList<byte[]>>([]));
        var slow = new Latencies(Enumerable.Repeat(System.Diagnostics.Stopwatch.Frequency / 50, 5), TimeSpan.FromSeconds(1), TimeSpan.Zero);
        var text = Markdown.Of(new Results(machine, options, [], []) { Kept = [new(promise, slow), new(promise with { Milliseconds = 30 }, slow)] });
        Assert.Contains("| counts | 1 | 5 | 20.00 | 20.00 | 20.00 | p95 10 ms | **missed** |", text, StringComparison.Ordinal);
        Assert.Contains("| p95 30 ms |  |", text, StringComparison.Ordinal);
        Assert.False(new Kept(promise, new Latencies([], TimeSpan.FromSeconds(1), TimeSpan.Zero)).IsKept, "Nothing was answered in time.");
    }

    private static Latencies Rate(int count) => new(Enumerable.Repeat(1L, count), TimeSpan.FromSeconds(1), TimeSpan.Zero);
}
