using Antiphon.Data;

namespace Antiphon.UnitTests.Data;

public sealed class BellTests
{
    [Fact]
    public async Task A_round_that_breaks_is_told_and_the_next_one_comes()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var told = new List<string>();
        var rounds = 0;
        await new Bell(TimeProvider.System).RoundsAsync(
            _ =>
            {
                if (++rounds == 1)
                {
                    throw new IOException("The disk is full.");
                }

                if (rounds == 2)
                {
                    throw new FormatException("Our own fault.");
                }

                stop.Cancel();
                return Task.FromResult(TimeSpan.Zero);
            },
            TimeSpan.FromMilliseconds(1),
            told.Add,
            stop.Token);
        Assert.Equal((3, "The disk is full."), (rounds, told[0]));
        // With the place where it happened.
        Assert.Contains(nameof(BellTests), told[1], StringComparison.Ordinal);
    }
}
