using System.Diagnostics;
using Antiphon.Bench.Load;

namespace Antiphon.UnitTests.Bench;

public sealed class LatenciesTests
{
    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.991, 100)]
    [InlineData(1, 100)]
    [InlineData(0.001, 1)]
    public void A_percentile_is_the_time_that_so_many_requests_did_not_exceed(double share, int milliseconds) =>
        Assert.Equal(milliseconds, Milliseconds([.. Enumerable.Range(1, 100).Reverse()]).Percentile(share).TotalMilliseconds, precision: 3);

    [Fact]
    public void One_request_is_every_percentile()
    {
        var one = Milliseconds([7]);
        Assert.Equal(7, one.Percentile(0.5).TotalMilliseconds, precision: 3);
        Assert.Equal(7, one.Percentile(0.99).TotalMilliseconds, precision: 3);
    }

    [Fact]
    public void No_request_has_no_time_and_no_rate()
    {
        Assert.Equal(TimeSpan.Zero, Milliseconds([]).Percentile(0.99));
        Assert.Equal(0, Milliseconds([]).PerSecond);
    }

    [Fact]
    public void Two_intervals_count_as_one_of_both_lengths()
    {
        var both = Milliseconds([1, 3]).With(Milliseconds([2, 4]));
        Assert.Equal(2, both.PerSecond);
        Assert.Equal(2, both.Percentile(0.5).TotalMilliseconds, precision: 3);
        Assert.Equal(TimeSpan.FromMilliseconds(2), both.Processor);
    }

    private static Latencies Milliseconds(int[] times) =>
        new(times.Select(time => time * Stopwatch.Frequency / 1000), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1));
}
