using System.Text;

namespace Antiphon.Bench.Report;

/// <summary>A run as Markdown, and the place in a document where it stands.</summary>
internal static class Markdown
{
    public const string Begin = "<!-- measured: written by ./dev bench -->";
    public const string End = "<!-- /measured -->";

    public static string Of(Results results)
    {
        var text = new StringBuilder()
            .Append($"{results.Machine}; {results.Options.Tickets:N0} tickets, {results.Options.Seconds:0.#} s for each side of a row.\n\n")
            .Append("| case | connections | requests/s | bare | ratio | p50 ms | bare | p99 ms | bare | server ms | bare |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var cell in results.Cells)
        {
            text.Append($"| {cell.Case} | {cell.Connections} | {cell.Antiphon.PerSecond:N0} | {cell.Bare.PerSecond:N0} | {cell.Ratio:0.00} ")
                .Append($"| {Milliseconds(cell.Antiphon, 0.5)} | {Milliseconds(cell.Bare, 0.5)} | {Milliseconds(cell.Antiphon, 0.99)} | {Milliseconds(cell.Bare, 0.99)} ")
                .Append($"| {Work(cell.Antiphon)} | {Work(cell.Bare)} |\n");
        }

        if (results.Kept.Count > 0)
        {
            text.Append("\n| of the server | connections | requests/s | p50 ms | p95 ms | p99 ms | limit | |\n|---|---|---|---|---|---|---|---|\n");
            foreach (var kept in results.Kept)
            {
                text.Append($"| {kept.Promise.Name} | {kept.Promise.Connections} | {kept.Taken.PerSecond:N0} | {Milliseconds(kept.Taken, 0.5)} | {Milliseconds(kept.Taken, 0.95)} | {Milliseconds(kept.Taken, 0.99)} ")
                    .Append($"| p{kept.Promise.Percentile * 100:0} {kept.Promise.Milliseconds:0} ms | {(kept.IsKept ? "" : "**missed**")} |\n");
            }
        }

        text.Append("\n| of the server alone | measured | limit |\n|---|---|---|\n");
        foreach (var idle in results.Idle)
        {
            text.Append($"| {idle.What} | {idle.Value:0.##} {idle.Unit} | {idle.Limit:0.##} {idle.Unit} |\n");
        }

        if (results.CostOfSize is { } cost)
        {
            text.Append($"| cost of a list of 30 at {results.Options.Tickets:N0} tickets, against {results.Options.SmallTickets:N0} | {cost:0.00} × | 1.2 × |\n");
        }

        return text.ToString();
    }

    /// <summary>The document with what stood between the marks replaced.</summary>
    /// <exception cref="BenchException">It has no marks.</exception>
    public static string Replace(string document, string measured)
    {
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        return begin >= 0 && end > begin
            ? $"{document[..(begin + Begin.Length)]}\n\n{measured}\n{document[end..]}"
            : throw new BenchException($"The document has no place for figures: the lines {Begin} and {End}.");
    }

    // Processor time of the server's own process for one request: what PostgreSQL and the driver take is not in it, nor what others do on the machine.
    private static string Work(Load.Latencies latencies) => $"{latencies.Processor.TotalMilliseconds / Math.Max(1, latencies.Count):0.000}";

    private static string Milliseconds(Load.Latencies latencies, double share) => $"{latencies.Percentile(share).TotalMilliseconds:0.00}";
}
