using Antiphon.Limits;
using FsCheck.Fluent;

namespace Antiphon.UnitTests.Limits;

public sealed class LeakyBucketTests
{
    private static readonly BucketRate ApiKey = LimitPlan.Standard.ApiKey;
    private static readonly BucketRate App = LimitPlan.Standard.App;

    [Fact]
    [Trait("row", "A11")]
    [Trait("row", "A14")]
    [Trait("row", "A15")]
    public void The_burst_of_the_conventions_page_comes_out_as_written()
    {
        var (state, last) = Fill(ApiKey, 40);
        Assert.Equal(new(true, 40, 40, 0), last);
        Assert.Equal("40/40", last.Usage);

        (state, var refused) = LeakyBucket.Take(state, 0, ApiKey);
        Assert.Equal(new(false, 40, 40, 1), refused);

        (_, var later) = LeakyBucket.Take(state, Seconds(20), ApiKey);
        Assert.Equal("1/40", later.Usage);
    }

    [Theory]
    [Trait("row", "A11")]
    [InlineData("standard", 40, 80, 0.5, 0.25)]
    [InlineData("enterprise", 40, 80, 0.25, 0.125)]
    public void A_full_bucket_lets_exactly_one_more_pass_after_the_time_that_one_request_takes_to_drain(string name, int keySize, int appSize, double keyPause, double appPause)
    {
        Assert.True(LimitPlan.TryPreset(name, out var plan));
        foreach (var (rate, size, pause) in new[] { (plan.ApiKey, keySize, keyPause), (plan.App, appSize, appPause) })
        {
            var (state, last) = Fill(rate, size);
            Assert.True(last.Allowed);
            (state, var early) = LeakyBucket.Take(state, Seconds(pause) - 1, rate);
            Assert.False(early.Allowed);
            (state, var next) = LeakyBucket.Take(state, Seconds(pause), rate);
            Assert.True(next.Allowed);
            (_, var another) = LeakyBucket.Take(state, Seconds(pause), rate);
            Assert.False(another.Allowed);
        }
    }

    [Fact]
    [Trait("row", "A15")]
    public void Refused_requests_do_not_fill_the_bucket()
    {
        var (state, _) = Fill(ApiKey, 40);
        for (var i = 0; i < 1_000; i++)
        {
            (state, var refused) = LeakyBucket.Take(state, Seconds(0.25), ApiKey);
            Assert.False(refused.Allowed);
        }

        Assert.True(LeakyBucket.Take(state, Seconds(0.5), ApiKey).Verdict.Allowed);
    }

    [Fact]
    public void A_tenth_of_a_request_counts_as_a_tenth()
    {
        BucketState state = default;
        LimitVerdict verdict = default;
        for (var i = 0; i < 400; i++)
        {
            (state, verdict) = LeakyBucket.Take(state, 0, ApiKey, RequestCost.NotModified);
            Assert.True(verdict.Allowed);
            Assert.Equal((i / 10) + 1, verdict.Used);
        }

        Assert.False(LeakyBucket.Take(state, 0, ApiKey, RequestCost.NotModified).Verdict.Allowed);
        Assert.True(LeakyBucket.Take(state, Seconds(0.05), ApiKey, RequestCost.NotModified).Verdict.Allowed);
    }

    [Fact]
    public void A_clock_that_is_set_back_a_little_neither_fills_nor_drains_the_bucket()
    {
        var (state, _) = Fill(ApiKey, 40, at: Seconds(1_000));
        (state, var before) = LeakyBucket.Take(state, Seconds(995), ApiKey);
        Assert.Equal(new(false, 40, 40, 1), before);
        Assert.False(LeakyBucket.Take(state, Seconds(1_000), ApiKey).Verdict.Allowed);
        Assert.True(LeakyBucket.Take(state, Seconds(1_000.5), ApiKey).Verdict.Allowed);
    }

    [Fact]
    public void A_clock_that_is_set_back_by_a_day_does_not_lock_the_account_out_for_a_day()
    {
        var (state, _) = Fill(ApiKey, 40, at: Seconds(100_000));
        (state, var refused) = LeakyBucket.Take(state, Seconds(10), ApiKey);
        Assert.False(refused.Allowed);
        Assert.Equal(1, LeakyBucket.Take(state, Seconds(30), ApiKey).Verdict.Used);
    }

    [Fact]
    public void A_century_of_silence_empties_even_the_largest_bucket_with_the_longest_window()
    {
        var rate = new BucketRate(BucketRate.MaxSize, BucketRate.MaxWindowSeconds);
        var state = LeakyBucket.Add(default, 0, rate, BucketRate.MaxSize * RequestCost.Full);
        Assert.False(LeakyBucket.Take(state, 0, rate).Verdict.Allowed);
        Assert.Equal(1, LeakyBucket.Take(state, TimeSpan.FromDays(36_525).Ticks, rate).Verdict.Used);
    }

    [Fact]
    [Trait("row", "A12")]
    public void Changing_the_plan_keeps_what_was_used()
    {
        var (state, _) = Fill(ApiKey, 30);
        Assert.Equal("31/40", LeakyBucket.Take(state, 0, LimitPlan.Enterprise.ApiKey).Verdict.Usage);
        Assert.Equal("31/200", LeakyBucket.Take(state, 0, LimitPlan.Pro10.ApiKey).Verdict.Usage);
        var (back, _) = LeakyBucket.Take(LeakyBucket.Take(state, 0, new(7, 3)).State, 0, ApiKey);
        Assert.Equal(31 * ApiKey.UnitsPerToken, back.Level);
    }

    [Fact]
    public void A_plan_smaller_than_what_was_used_shows_a_full_bucket_and_the_true_wait()
    {
        var (state, _) = Fill(App, 80);
        var refused = LeakyBucket.Take(state, 0, ApiKey).Verdict;
        Assert.Equal(new(false, 40, 40, 21), refused);   // 41 too many, two drain in a second
    }

    [Fact]
    [Trait("row", "A11")]
    [Trait("row", "A15")]
    public void Ten_thousand_random_histories_agree_with_exact_fractions()
    {
        (int Size, int Window)[] rates = [(40, 20), (80, 20), (40, 10), (80, 10), (200, 20), (7, 3), (1, 60), (97, 89)];
        var compared = 0;
        var step = from pause in Traces.Pause() from what in Gen.Choose(0, 11) select (Pause: pause, What: what);
        Traces.Hold(Traces.Of(step, longest: 120), count: 10_000, steps =>
        {
            var (size, window) = rates[steps.Length % rates.Length];
            var rate = new BucketRate(size, window);
            var model = new ExactBucket(size, window);
            BucketState state = default;
            long now = 0;
            foreach (var (pause, what) in steps)
            {
                now += pause;
                if (what == 0)
                {
                    state = LeakyBucket.Add(state, now, rate, -9);
                    Assert.Equal(model.TakeBack(now, 9), LeakyBucket.Usage(state, rate).Used);
                }
                else
                {
                    var tenths = what == 1 ? 1 : what == 2 ? 3 : 10;
                    (state, var verdict) = LeakyBucket.Take(state, now, rate, tenths);
                    var expected = model.Request(now, tenths);
                    Assert.Equal(expected, (verdict.Allowed, verdict.Used, verdict.RetryAfterSeconds));
                }

                compared++;
            }
        });
        Assert.True(compared > 100_000, $"only {compared} steps were compared");
    }

    [Fact]
    [Trait("row", "A15")]
    public void After_the_seconds_of_Retry_after_the_request_passes_and_a_second_sooner_it_does_not()
    {
        Traces.Hold(Traces.Of(Traces.Pause(), longest: 100), count: 2_000, pauses =>
        {
            var rate = pauses.Length % 2 == 0 ? new BucketRate(3, 20) : ApiKey;
            BucketState state = default;
            long now = 0;
            foreach (var pause in pauses)
            {
                now += pause;
                (state, var verdict) = LeakyBucket.Take(state, now, rate);
                if (!verdict.Allowed)
                {
                    Assert.True(LeakyBucket.Take(state, now + Seconds(verdict.RetryAfterSeconds), rate).Verdict.Allowed);
                    Assert.False(LeakyBucket.Take(state, now + Seconds(verdict.RetryAfterSeconds - 1), rate).Verdict.Allowed);
                }
            }
        });
    }

    private static long Seconds(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);

    private static (BucketState State, LimitVerdict Last) Fill(BucketRate rate, int requests, long at = 0)
    {
        BucketState state = default;
        LimitVerdict verdict = default;
        for (var i = 0; i < requests; i++)
        {
            (state, verdict) = LeakyBucket.Take(state, at, rate);
        }

        return (state, verdict);
    }
}
