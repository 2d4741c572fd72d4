using Antiphon.Limits;
using Microsoft.Extensions.Options;

namespace Antiphon.UnitTests.Limits;

public sealed class LimiterTests
{
    private readonly TestClock clock = new();
    private readonly MemoryBuckets buckets;
    private readonly Limiter limiter;

    public LimiterTests()
    {
        buckets = new(clock);
        limiter = new(new(buckets, new(), (_, _) => throw new InvalidOperationException("asked"), Options.Create(new LimitOptions()), clock));
    }

    [Fact]
    [Trait("row", "A13")]
    public async Task Everything_that_calls_with_one_kind_of_credential_shares_the_bucket_of_the_account()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.True((await TakeAsync(1, CredentialKind.ApiKey)).Allowed);
            Assert.True((await TakeAsync(1, CredentialKind.ApiKey)).Allowed);
        }

        Assert.False((await TakeAsync(1, CredentialKind.ApiKey)).Allowed);
        Assert.Equal("1/80", (await TakeAsync(1, CredentialKind.App)).Usage);
        Assert.Equal("1/40", (await TakeAsync(2, CredentialKind.ApiKey)).Usage);
    }

    [Theory]
    [Trait("row", "A12")]
    [InlineData("pro10", 9, true)]
    [InlineData("basic", 9, false)]
    [InlineData("basic", 2, true)]
    [InlineData("standard", 2, true)]
    [InlineData("standard", 3, false)]
    [InlineData("enterprise", 4, true)]
    public async Task A_steady_rate_passes_for_an_hour_or_runs_into_429_by_plan(string name, int perSecond, bool passes)
    {
        Assert.True(LimitPlan.TryPreset(name, out var plan));
        var refused = 0;
        for (var i = 0; i < 3_600 * perSecond; i++)
        {
            clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond / perSecond));
            refused += (await limiter.TakeAsync(1, CredentialKind.ApiKey, plan, TestContext.Current.CancellationToken)).Allowed ? 0 : 1;
        }

        Assert.Equal(passes, refused == 0);
    }

    [Fact]
    [Trait("row", "A12")]
    public async Task A_custom_plan_has_its_own_size_and_window_for_each_kind()
    {
        var plan = LimitPlan.Custom(new(3, 60), new(5, 1));
        Assert.Equal("1/3", (await TakeAsync(1, CredentialKind.ApiKey, plan)).Usage);
        await TakeAsync(1, CredentialKind.ApiKey, plan);
        await TakeAsync(1, CredentialKind.ApiKey, plan);
        Assert.Equal(new(false, 3, 3, 20), await TakeAsync(1, CredentialKind.ApiKey, plan));
        Assert.Equal("1/5", (await TakeAsync(1, CredentialKind.App, plan)).Usage);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(40, 0)]
    [InlineData(100_001, 20)]
    [InlineData(40, 86_401)]
    public void A_rate_outside_of_what_can_be_counted_is_refused(int size, int window) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BucketRate(size, window));

    [Fact]
    [Trait("row", "A14")]
    public async Task Without_a_limit_the_header_still_shows_an_untouched_bucket()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(new(true, 0, 40, 0), await TakeAsync(1, CredentialKind.ApiKey, LimitPlan.Off));
        }

        Assert.Equal("0/80", (await TakeAsync(1, CredentialKind.App, LimitPlan.Off)).Usage);
        Assert.Equal(0, buckets.Count);
    }

    [Fact]
    public async Task A_request_answered_304_ends_up_costing_a_tenth()
    {
        for (var i = 0; i < 400; i++)
        {
            var verdict = await TakeAsync(1, CredentialKind.ApiKey);
            Assert.True(verdict.Allowed || i > 390, $"request {i}");
            if (verdict.Allowed)
            {
                var shown = limiter.Lower(1, CredentialKind.ApiKey, LimitPlan.Standard, RequestCost.NotModified);
                Assert.Equal((i / 10) + 1, shown.Used);
            }
        }
    }

    [Fact]
    public async Task A_drained_bucket_vanishes_and_one_in_use_stays()
    {
        await TakeAsync(1, CredentialKind.ApiKey);
        clock.Advance(TimeSpan.FromSeconds(0.4));
        await TakeAsync(2, CredentialKind.ApiKey);
        buckets.Sweep(alone: true);
        Assert.Equal(2, buckets.Count);

        clock.Advance(TimeSpan.FromSeconds(0.1));
        buckets.Sweep(alone: true);
        Assert.Equal(1, buckets.Count);
        Assert.Equal("2/40", (await TakeAsync(2, CredentialKind.ApiKey)).Usage);
        Assert.Equal("1/40", (await TakeAsync(1, CredentialKind.ApiKey)).Usage);
    }

    [Fact]
    [Trait("row", "A11")]
    public async Task Threads_that_race_for_one_bucket_get_exactly_its_size_while_it_is_being_swept()
    {
        var allowed = 0;
        var racers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                if ((await TakeAsync(1, CredentialKind.ApiKey)).Allowed)
                {
                    Interlocked.Increment(ref allowed);
                }
            }
        }));
        var sweeper = Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                buckets.Sweep(alone: true);
            }
        });
        await Task.WhenAll([.. racers, sweeper]);
        Assert.Equal(40, allowed);
    }

    [Fact]
    public async Task A_request_on_a_known_bucket_allocates_nothing()
    {
        // The runtime itself allocates on first uses, of which one round may see some; what a request allocates would show in each.
        var rounds = new List<long>();
        var length = 0;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                length += (await limiter.TakeAsync(1, CredentialKind.ApiKey, LimitPlan.Standard, CancellationToken.None)).Usage.Length;
            }

            rounds.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Contains(0, rounds);
        Assert.True(length > 0);
    }

    private ValueTask<LimitVerdict> TakeAsync(long accountId, CredentialKind kind, LimitPlan? plan = null) =>
        limiter.TakeAsync(accountId, kind, plan ?? LimitPlan.Standard, CancellationToken.None);
}
