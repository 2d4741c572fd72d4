using System.Diagnostics;

namespace Antiphon.Bench.Load;

/// <summary>How long requests took, of one or more intervals of measuring.</summary>
internal sealed class Latencies
{
    private readonly long[] sorted;

    /// <param name="ticks">Of <see cref="Stopwatch"/>, in any order.</param>
    /// <param name="elapsed">The length of the intervals together.</param>
    /// <param name="processor">What the server worked meanwhile.</param>
    /// <param name="bytes">Of the bodies of all answers.</param>
    public Latencies(IEnumerable<long> ticks, TimeSpan elapsed, TimeSpan processor, long bytes = 0)
    {
        Bytes = bytes;
        sorted = [.. ticks.Order()];
        Elapsed = elapsed;
        Processor = processor;
    }

    public int Count => sorted.Length;

    public TimeSpan Elapsed { get; }

    public TimeSpan Processor { get; }

    public long Bytes { get; }

    public double BytesPerAnswer => (double)Bytes / Count;

    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>The nearest rank: the shortest time that so many of the requests did not exceed. Nothing is interpolated, so it is a time that one took.</summary>
    /// <param name="share">Above 0, at most 1: 0.99 for p99.</param>
    public TimeSpan Percentile(double share) =>
        Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, sorted[Math.Max(0, (int)Math.Ceiling(share * Count) - 1)]);

    public Latencies With(Latencies other) => new(sorted.Concat(other.sorted), Elapsed + other.Elapsed, Processor + other.Processor, Bytes + other.Bytes);
}
