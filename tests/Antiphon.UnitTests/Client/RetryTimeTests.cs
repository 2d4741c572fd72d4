using Antiphon.Client;
using Antiphon.UnitTests.Furniture;

namespace Antiphon.UnitTests.Client;

/// <summary>How long the client waits before it tries again, and when it gives up.</summary>
public sealed class RetryTimeTests : IDisposable
{
    private readonly ScriptedHandler handler = new();
    private readonly ManualClock clock = new();

    public void Dispose() => handler.Dispose();

    [Fact]
    public void The_wait_is_random_below_a_bound_that_doubles_up_to_its_maximum()
    {
        var longest = new double[6];
        double[] shortest = [9999, 9999, 9999, 9999, 9999, 9999];
        for (var seed = 0; seed < 300; seed++)
        {
            using var script = new ScriptedHandler(clock);
            for (var i = 0; i < 6; i++)
            {
                script.Answer(503);
            }

            using var client = script.Answer(200, "{}").Client(new()
            {
                TimeProvider = clock,
                Random = new(seed),
                MaxRetries = 6,
                RetryDelay = TimeSpan.FromMilliseconds(500),
                MaxRetryDelay = TimeSpan.FromSeconds(4),
                IsPaced = false,
            });
            VirtualTime.Run(clock, () => client.SendAsync(HttpMethod.Get, "tags"));
            for (var i = 0; i < 6; i++)
            {
                var wait = (script.Seen[i + 1].At - script.Seen[i].At).TotalMilliseconds;
                longest[i] = Math.Max(longest[i], wait);
                shortest[i] = Math.Min(shortest[i], wait);
            }
        }

        double[] bounds = [500, 1000, 2000, 4000, 4000, 4000];
        for (var i = 0; i < 6; i++)
        {
            Assert.InRange(longest[i], bounds[i] * 0.95, bounds[i]);
            Assert.InRange(shortest[i], 0, bounds[i] * 0.05);
        }
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0.5", 0.5)]
    [InlineData("600", 60)]
    [InlineData("Mon, 02 Mar 2026 09:00:09 GMT", 9)]
    [InlineData("Mon, 02 Mar 2026 08:00:00 GMT", 0)]
    [InlineData("soon", 0)]
    public void Retry_after_is_obeyed_up_to_a_minute(string header, double seconds)
    {
        using var client = handler.Answer(503, "", ("Retry-After", header)).Answer(200, "{}").Client(new() { TimeProvider = clock, RetryDelay = TimeSpan.Zero });
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, () => client.SendAsync(HttpMethod.Get, "tags"));
        Assert.Equal(seconds, (clock.GetUtcNow() - begin).TotalSeconds, 0.01);
    }

    [Fact]
    public void A_refusal_holds_back_every_call_until_its_time_is_over()
    {
        using var client = handler.Answer(429, "", ("Retry-after", "5")).Answer(200, "{}").Answer(200, "{}").Client(new() { TimeProvider = clock, RetryDelay = TimeSpan.Zero });
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, async () =>
        {
            var first = client.SendAsync(HttpMethod.Get, "tags");
            await Task.Delay(TimeSpan.FromSeconds(1), clock);
            await client.InLane(Lane.Interactive).SendAsync(HttpMethod.Get, "tags");
            Assert.Equal(5, (clock.GetUtcNow() - begin).TotalSeconds, 0.01);
            await first;
        });
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_for_its_repetition_ends_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        using var client = handler.Answer(503, "", ("Retry-After", "60")).Client(new() { TimeProvider = clock, IsPaced = false });
        var call = client.Tags.GetAsync(1, cancellationToken: cancellation.Token);
        Assert.False(call.IsCompleted);
        await cancellation.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, e.CancellationToken);
        Assert.Single(handler.Seen);
    }

    [Fact]
    public async Task Each_attempt_has_its_own_time()
    {
        using var client = handler.Hang().Hang().Answer(200, RetryTests.Tag).Client(new() { TimeProvider = clock, RetryDelay = TimeSpan.Zero, AttemptTimeout = TimeSpan.FromSeconds(30) });
        var call = client.Tags.GetAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await handler.SeenAsync(attempt, TestContext.Current.CancellationToken);
            await clock.WhenTimersAsync(1, TestContext.Current.CancellationToken);
            clock.Advance(TimeSpan.FromSeconds(29));
            Assert.Equal(attempt, handler.Seen.Count);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("urgent", (await call).Name);
    }

    [Fact]
    public async Task The_caller_can_cancel_an_attempt_under_way()
    {
        using var cancellation = new CancellationTokenSource();
        using var client = handler.Hang().Client();
        var call = client.Tags.GetAsync(1, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, e.CancellationToken);
    }
}
