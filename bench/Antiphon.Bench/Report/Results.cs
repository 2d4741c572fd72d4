using Antiphon.Bench.Load;

namespace Antiphon.Bench.Report;

/// <summary>Both sides of one case at one number of connections.</summary>
internal sealed record Cell(string Case, int Connections, Latencies Bare, Latencies Antiphon)
{
    public double Ratio => Antiphon.PerSecond / Bare.PerSecond;
}

/// <summary>How long the requests of a promise took.</summary>
internal sealed record Kept(Load.Promise Promise, Latencies Taken)
{
    public bool IsKept => Taken.Count > 0 && Taken.Percentile(Promise.Percentile).TotalMilliseconds <= Promise.Milliseconds;
}

/// <summary>What a run found.</summary>
internal sealed record Results(Machine Machine, BenchOptions Options, IReadOnlyList<Cell> Cells, IReadOnlyList<Idle> Idle)
{
    /// <summary>What was measured against a limit.</summary>
    public IReadOnlyList<Kept> Kept { get; init; } = [];

    /// <summary>How much longer the list of the large account takes, by the requests per second that one connection gets; null when it was not measured.</summary>
    public double? CostOfSize
    {
        get
        {
            var (large, small) = (Of(Load.Case.List), Of(Load.Case.SmallList));
            return large is null || small is null ? null : small.Antiphon.PerSecond / large.Antiphon.PerSecond;
        }
    }

    private Cell? Of(string name) => Cells.Where(cell => cell.Case == name).MinBy(cell => cell.Connections);
}

/// <summary>A property of the server when nobody asks anything.</summary>
internal sealed record Idle(string What, double Value, string Unit, double Limit);
