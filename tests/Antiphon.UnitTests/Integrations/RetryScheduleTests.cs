using Antiphon.Integrations.Delivery;
using Microsoft.Extensions.Options;

namespace Antiphon.UnitTests.Integrations;

[Trait("row", "C16")]
public sealed class RetryScheduleTests
{
    [Fact]
    public void The_standard_schedule_tries_ten_times_in_three_days()
    {
        var schedule = Schedule(new() { Jitter = 0 });
        Assert.Equal(10, schedule.Attempts);
        var pauses = Enumerable.Range(1, 9).Select(tries => schedule.PauseAfter(tries, null, 0.5)!.Value).ToList();
        Assert.Equal([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400], pauses.Select(pause => pause.TotalSeconds));
        Assert.Null(schedule.PauseAfter(10, TimeSpan.FromHours(1), 0.5));
        Assert.Equal(3, Schedule(new() { Retries = "compatible" }).Attempts);
        Assert.Equal(1, Schedule(new() { Retries = "" }).Attempts);
    }

    [Theory]
    [InlineData(0, 4.5)]
    [InlineData(0.5, 5)]
    [InlineData(1, 5.5)]
    public void Chance_moves_a_pause_by_a_tenth(double chance, double seconds) => Assert.Equal(seconds, Schedule(new()).PauseAfter(1, null, chance)!.Value.TotalSeconds, 6);

    [Fact]
    public void A_receiver_makes_a_pause_longer_and_never_shorter_or_endless()
    {
        var schedule = Schedule(new() { Jitter = 0 });
        Assert.Equal(TimeSpan.FromSeconds(30), schedule.PauseAfter(1, TimeSpan.FromSeconds(30), 0.5));
        Assert.Equal(TimeSpan.FromMinutes(5), schedule.PauseAfter(2, TimeSpan.FromSeconds(30), 0.5));
        Assert.Equal(TimeSpan.FromHours(24), schedule.PauseAfter(1, TimeSpan.FromDays(400), 0.5));
        Assert.Equal(TimeSpan.FromSeconds(5), schedule.PauseAfter(1, TimeSpan.FromSeconds(-4), 0.5));
    }

    [Fact]
    public void The_call_of_an_action_is_over_within_minutes()
    {
        var schedule = Schedule(new() { Jitter = 0 });
        Assert.Equal([10, 60, 300], Enumerable.Range(1, 3).Select(tries => schedule.PauseAfterAction(tries, null, 0.5)!.Value.TotalSeconds));
        Assert.Null(schedule.PauseAfterAction(4, null, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(5), schedule.PauseAfterAction(1, TimeSpan.FromHours(2), 0.5));
        Assert.Null(Schedule(new() { ActionRetries = "" }).PauseAfterAction(1, null, 0.5));
        Assert.Null(new DeliveryOptions { ActionRetries = "soon" }.ReadActionRetries());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5s,soon")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("1001h")]
    public void A_schedule_that_is_none_is_told(string text) => Assert.Null(new DeliveryOptions { Retries = text }.ReadRetries());

    [Theory]
    [InlineData(408, true)]
    [InlineData(425, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(599, true)]
    [InlineData(301, false)]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(410, false)]
    public void Some_answers_may_be_others_later(int status, bool may) => Assert.Equal(may, RetrySchedule.MayChange(status));

    private static RetrySchedule Schedule(DeliveryOptions options) => new(Options.Create(options));
}
