using Antiphon.Agents.Policies;
using Antiphon.Http;

namespace Antiphon.UnitTests.Agents;

/// <summary>When quiet hours rule, and when they end, on days of 23 and 25 hours too.</summary>
[Trait("row", "N11")]
public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("20:00", "08:00", "2026-03-10T19:59:59+01:00", null)]
    [InlineData("20:00", "08:00", "2026-03-10T20:00:00+01:00", "2026-03-11T08:00:00+01:00")]
    [InlineData("20:00", "08:00", "2026-03-11T07:59:59+01:00", "2026-03-11T08:00:00+01:00")]
    [InlineData("20:00", "08:00", "2026-03-11T08:00:00+01:00", null)]
    [InlineData("12:00", "13:30", "2026-03-11T12:15:00+01:00", "2026-03-11T13:30:00+01:00")]
    [InlineData("12:00", "13:30", "2026-03-11T11:15:00Z", "2026-03-11T13:30:00+01:00")]
    [InlineData("22:00", "00:00", "2026-03-11T23:00:00+01:00", "2026-03-12T00:00:00+01:00")]
    // The night in which the clocks go forward at two.
    [InlineData("20:00", "02:30", "2026-03-28T23:00:00+01:00", "2026-03-29T03:00:00+02:00")]
    [InlineData("20:00", "08:00", "2026-03-28T23:00:00+01:00", "2026-03-29T08:00:00+02:00")]
    // The night in which they go back at three.
    [InlineData("20:00", "08:00", "2026-10-24T23:00:00+02:00", "2026-10-25T08:00:00+01:00")]
    public void They_end_by_the_clock_on_the_wall(string from, string to, string now, string? end)
    {
        var quiet = new QuietHours(QuietHours.TryRead(from)!.Value, QuietHours.TryRead(to)!.Value, CallClass.Outward, "refuse");
        Assert.Equal(end is null ? null : DateTimeOffset.Parse(end), quiet.EndsAt(DateTimeOffset.Parse(now), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));
    }

    [Theory]
    [InlineData("8:00")]
    [InlineData("24:00")]
    [InlineData("08:00:00")]
    [InlineData(null)]
    public void A_time_is_written_with_four_digits(string? text) => Assert.Null(QuietHours.TryRead(text));
}
