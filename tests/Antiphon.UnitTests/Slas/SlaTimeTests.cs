using System.Globalization;
using System.Text.Json;
using Antiphon.Accounts.WorkingHours;
using Antiphon.Slas.Clocks;

namespace Antiphon.UnitTests.Slas;

/// <summary>When a time is over. Moments are UTC; the answers of the table were counted minute by minute by another program.</summary>
[Trait("row", "J23")]
[Trait("row", "J22")]
public sealed class SlaTimeTests
{
    private static readonly Dictionary<string, WorkingCalendar> Calendars = new(StringComparer.Ordinal)
    {
        ["shop"] = Calendar("""
            {"timezone": "Europe/Paris",
             "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"}, {"days": "6", "from_time": "22:00", "to_time": "06:00"}],
             "holidays": [{"date": "12-25"}, {"date": "2026-12-24", "business_hours": [{"from_time": "09:00", "to_time": "12:00"}]}, {"date": "2026-05-14"}]}
            """),
        ["new york"] = Calendar("""
            {"timezone": "America/New_York",
             "business_hours": [{"days": "7", "from_time": "01:00", "to_time": "04:00"}, {"days": "1,2,3", "from_time": "08:00", "to_time": "20:00"}], "holidays": [{"date": "11-26"}]}
            """),
        ["always"] = Calendar("""{"timezone": "Europe/Paris", "business_hours": [{"days": "1,2,3,4,5,6,7", "from_time": "00:00", "to_time": "24:00"}]}"""),
        ["night"] = Calendar("""{"timezone": "Asia/Tokyo", "business_hours": [{"days": "1,2,3,4,5", "from_time": "20:00", "to_time": "04:00"}], "holidays": [{"date": "2026-05-05"}]}"""),
        ["halves"] = Calendar("""
            {"timezone": "Asia/Kolkata", "business_hours": [{"days": "1,2,3,4,5", "from_time": "12:30", "to_time": "18:00"}, {"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "13:00"}]}
            """),
        ["never"] = Calendar("""{"timezone": "Europe/Paris", "business_hours": []}"""),
    };

    [Theory]
    // Without hours all time counts.
    [InlineData(null, "2026-03-27T16:30/", 60, "2026-03-27T17:30")]
    [InlineData(null, "2026-03-28T23:30/", 120, "2026-03-29T01:30")]
    [InlineData(null, "2026-02-28T00:00/", 20160, "2026-03-14T00:00")]
    [InlineData(null, "2026-01-01T00:00/2026-01-01T00:30;2026-01-01T05:00/", 60, "2026-01-01T05:30")]
    [InlineData(null, "2026-01-01T00:00/2026-01-01T00:30;2026-01-01T05:00/2026-01-01T05:10", 60, null)]
    // A day at the shop: within it, over its end, before it begins, exactly to its end.
    [InlineData("shop", "2026-06-10T08:00/", 30, "2026-06-10T08:30")]
    [InlineData("shop", "2026-06-10T15:45/", 30, "2026-06-11T07:15")]
    [InlineData("shop", "2026-06-10T15:30/", 30, "2026-06-10T16:00")]
    [InlineData("shop", "2026-06-10T02:00/", 30, "2026-06-10T07:30")]
    [InlineData("shop", "2026-06-10T16:00/", 1, "2026-06-11T07:01")]
    [InlineData("shop", "2026-06-10T07:00/", 540, "2026-06-10T16:00")]
    [InlineData("shop", "2026-06-10T07:00/", 541, "2026-06-11T07:01")]
    // Nights, the weekend with its night shift, and 14 days of work.
    [InlineData("shop", "2026-06-12T15:00/", 120, "2026-06-13T21:00")]
    [InlineData("shop", "2026-06-13T10:00/", 60, "2026-06-13T21:00")]
    [InlineData("shop", "2026-06-13T20:30/", 480, "2026-06-15T07:30")]
    [InlineData("shop", "2026-06-14T03:30/", 60, "2026-06-15T07:30")]
    [InlineData("shop", "2026-06-14T04:00/", 60, "2026-06-15T08:00")]
    [InlineData("shop", "2026-06-08T07:00/", 20160, "2026-07-21T16:00")]
    // Summer time begins in the night to the 29th of March: Monday's 9:00 is 7:00 UTC, and the night shift is an hour shorter.
    [InlineData("shop", "2026-03-27T16:30/", 60, "2026-03-28T21:30")]
    [InlineData("shop", "2026-03-27T16:30/", 450, "2026-03-29T04:00")]
    [InlineData("shop", "2026-03-27T16:30/", 451, "2026-03-30T07:01")]
    [InlineData("shop", "2026-03-28T20:00/", 420, "2026-03-29T04:00")]
    [InlineData("shop", "2026-03-28T20:00/", 421, "2026-03-30T07:01")]
    [InlineData("shop", "2026-03-29T00:30/", 60, "2026-03-29T01:30")]
    // It ends in the night to the 25th of October: the night shift is an hour longer.
    [InlineData("shop", "2026-10-23T15:30/", 60, "2026-10-24T20:30")]
    [InlineData("shop", "2026-10-24T19:00/", 540, "2026-10-25T05:00")]
    [InlineData("shop", "2026-10-24T19:00/", 541, "2026-10-26T08:01")]
    [InlineData("shop", "2026-10-25T00:30/", 120, "2026-10-25T02:30")]
    [InlineData("shop", "2026-10-23T15:30/", 631, "2026-10-26T09:01")]
    // Holidays: one of every year, a short day, one day off in the week; a night that reaches into one ends at midnight.
    [InlineData("shop", "2026-12-23T16:30/", 60, "2026-12-24T08:30")]
    [InlineData("shop", "2026-12-24T10:30/", 60, "2026-12-26T21:30")]
    [InlineData("shop", "2026-12-24T10:30/", 31, "2026-12-26T21:01")]
    [InlineData("shop", "2029-12-24T16:30/", 60, "2029-12-26T08:30")]
    [InlineData("shop", "2026-05-13T15:30/", 60, "2026-05-15T07:30")]
    [InlineData("shop", "2027-12-25T20:00/", 60, "2027-12-27T09:00")]
    // Another calendar in another zone, whose clocks change on other days; Thanksgiving is free.
    [InlineData("new york", "2026-03-07T12:00/", 120, "2026-03-08T08:00")]
    [InlineData("new york", "2026-03-07T12:00/", 121, "2026-03-09T12:01")]
    [InlineData("new york", "2026-10-31T12:00/", 240, "2026-11-01T09:00")]
    [InlineData("new york", "2026-10-31T12:00/", 241, "2026-11-02T13:01")]
    [InlineData("new york", "2026-06-10T23:30/", 60, "2026-06-14T05:30")]
    [InlineData("new york", "2025-11-26T23:30/", 60, "2025-11-30T07:00")]
    [InlineData("new york", "2026-11-25T23:30/", 61, "2026-11-26T00:31")]
    // Around the clock, over both changes.
    [InlineData("always", "2026-03-28T22:00/", 180, "2026-03-29T01:00")]
    [InlineData("always", "2026-10-24T22:00/", 300, "2026-10-25T03:00")]
    // A night shift east of here; the one before a holiday ends at midnight, and none begins on it.
    [InlineData("night", "2026-05-04T10:00/", 300, "2026-05-06T12:00")]
    [InlineData("night", "2026-05-04T10:00/", 241, "2026-05-06T11:01")]
    [InlineData("night", "2026-05-08T18:30/", 60, "2026-05-11T11:30")]
    [InlineData("night", "2026-05-05T12:00/", 10, "2026-05-06T11:10")]
    // Two shifts that overlap count once.
    [InlineData("halves", "2026-06-10T03:30/", 270, "2026-06-10T08:00")]
    [InlineData("halves", "2026-06-10T06:30/", 90, "2026-06-10T08:00")]
    [InlineData("halves", "2026-06-10T06:30/", 361, "2026-06-11T03:31")]
    // A ticket that was closed, or snoozed, in between.
    [InlineData("shop", "2026-06-10T07:00/2026-06-10T07:20;2026-06-10T10:00/", 60, "2026-06-10T10:40")]
    [InlineData("shop", "2026-06-10T07:00/2026-06-11T07:20;2026-06-12T20:00/", 600, "2026-06-13T20:40")]
    [InlineData("shop", "2026-06-10T07:00/2026-06-10T07:20", 60, null)]
    [InlineData("shop", "2026-03-27T16:30/2026-03-28T21:30;2026-03-29T02:30/", 180, "2026-03-30T07:30")]
    [InlineData("shop", "2026-06-10T07:00/2026-06-10T08:00", 60, "2026-06-10T08:00")]
    // Nobody ever works.
    [InlineData("never", "2026-06-10T07:00/", 1, null)]
    public void A_clock_runs_while_somebody_works_and_the_ticket_is_open(string? calendar, string ran, int minutes, string? due) =>
        Assert.Equal(due is null ? null : At(due), SlaTime.Reached([.. ran.Split(';').Select(Span)], TimeSpan.FromMinutes(minutes), calendar is null ? null : Calendars[calendar]));

    [Fact]
    public void Random_spans_end_where_minutes_that_are_counted_one_by_one_end()
    {
        var random = new Random(23);
        WorkingCalendar[] calendars = [.. Calendars.Where(calendar => calendar.Key is not "never").Select(calendar => calendar.Value)];
        var found = 0;
        for (var i = 0; i < 400; i++)
        {
            var calendar = calendars[random.Next(calendars.Length)];
            var at = At("2026-01-01T00:00").AddMinutes(random.Next(365 * 24 * 60));
            var spans = new List<ClockSpan>();
            for (var left = random.Next(1, 4); left > 0; left--)
            {
                var from = at.AddMinutes(random.Next(600));
                at = from.AddMinutes(random.Next(1, 3_000));
                spans.Add(new(from, left == 1 && random.Next(2) == 0 ? null : at));
            }

            var minutes = random.Next(1, 1_500);
            var expected = Counted(spans, minutes, calendar);
            Assert.Equal(expected, SlaTime.Reached(spans, TimeSpan.FromMinutes(minutes), calendar));
            found += expected is null ? 0 : 1;
        }

        Assert.InRange(found, 200, 399);
    }

    private static DateTimeOffset? Counted(List<ClockSpan> spans, int minutes, WorkingCalendar calendar)
    {
        foreach (var span in spans)
        {
            var last = span.To ?? span.From.AddDays(60);
            for (var at = span.From; at < last; at = at.AddMinutes(1))
            {
                if (calendar.Contains(at) && --minutes == 0)
                {
                    return at.AddMinutes(1);
                }
            }
        }

        return null;
    }

    private static ClockSpan Span(string text) => new(At(text.Split('/')[0]), text.Split('/')[1] is { Length: > 0 } end ? At(end) : null);

    private static DateTimeOffset At(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static WorkingCalendar Calendar(string json) => WorkingCalendar.Read(JsonElement.Parse(json))!;
}
