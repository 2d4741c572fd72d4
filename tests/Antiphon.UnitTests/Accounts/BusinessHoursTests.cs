using System.Text.Json;
using Antiphon.Accounts.WorkingHours;

namespace Antiphon.UnitTests.Accounts;

[Trait("row", "J22")]
public sealed class BusinessHoursTests
{
    private const string Shop =
        """
        {
          "timezone": "Europe/Paris",
          "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"}, {"days": "6", "from_time": "22:00", "to_time": "06:00"}],
          "holidays": [{"date": "12-25"}, {"date": "2026-12-24", "business_hours": [{"from_time": "09:00", "to_time": "12:00"}]}, {"date": "2026-07-12", "name": "Sunday off"}, {"date": "2026-02-28"}],
          "calendars": [{"id": 2, "name": "Night", "timezone": "America/New_York", "business_hours": [{"days": "7", "from_time": "01:00", "to_time": "04:00"}]},
                        {"id": 3, "name": "All day", "business_hours": [{"days": "1,2,3,4,5,6,7", "from_time": "00:00", "to_time": "24:00"}]},
                        {"id": 4, "name": "Bar", "business_hours": [{"days": "6", "from_time": "22:00", "to_time": "02:30"}]}]
        }
        """;

    private static readonly BusinessHours Hours = BusinessHours.Read(JsonElement.Parse(Shop))!;

    [Theory]
    // Friday and Monday around the change to summer time, when 9:00 is no longer 8:00 but 7:00 UTC.
    [InlineData("2026-03-27T07:59:59Z", false)]
    [InlineData("2026-03-27T08:00:00Z", true)]
    [InlineData("2026-03-27T17:00:00Z", false)]
    [InlineData("2026-03-30T06:59:59Z", false)]
    [InlineData("2026-03-30T07:00:00Z", true)]
    [InlineData("2026-03-30T15:59:59Z", true)]
    [InlineData("2026-03-30T16:00:00Z", false)]
    // And back.
    [InlineData("2026-10-23T07:00:00Z", true)]
    [InlineData("2026-10-26T07:30:00Z", false)]
    [InlineData("2026-10-26T08:00:00Z", true)]
    // The night from Saturday to Sunday, also the one that is an hour short and the one that is an hour long.
    [InlineData("2026-03-28T21:00:00Z", true)]
    [InlineData("2026-03-29T03:59:59Z", true)]
    [InlineData("2026-03-29T04:00:00Z", false)]
    [InlineData("2026-10-25T04:59:59Z", true)]
    [InlineData("2026-10-25T05:00:00Z", false)]
    // Holidays: every year, a short day, one that also ends the night before it, and one on which no night begins.
    [InlineData("2026-12-25T10:00:00Z", false)]
    [InlineData("2029-12-25T10:00:00Z", false)]
    [InlineData("2026-12-24T10:59:59Z", true)]
    [InlineData("2026-12-24T11:00:00Z", false)]
    [InlineData("2026-07-11T21:00:00Z", true)]
    [InlineData("2026-07-12T02:00:00Z", false)]
    [InlineData("2026-02-28T22:00:00Z", false)]
    [InlineData("2026-03-01T03:00:00Z", false)]
    public void The_wall_clock_counts_and_holidays_are_free(string moment, bool isOpen) => Assert.Equal(isOpen, Hours.Own.Contains(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    // In New York clocks go from 2:00 to 3:00 on the 8th of March, and from 2:00 back to 1:00 on the 1st of November.
    [InlineData(2, "2026-03-08T06:00:00Z", true)]
    [InlineData(2, "2026-03-08T07:59:59Z", true)]
    [InlineData(2, "2026-03-08T08:00:00Z", false)]
    [InlineData(2, "2026-11-01T05:00:00Z", true)]
    [InlineData(2, "2026-11-01T08:59:59Z", true)]
    [InlineData(2, "2026-11-01T09:00:00Z", false)]
    // A night that ends in the hour that comes twice ends in the first of them.
    [InlineData(4, "2026-10-25T00:29:59Z", true)]
    [InlineData(4, "2026-10-25T00:30:00Z", false)]
    [InlineData(4, "2026-10-25T01:15:00Z", false)]
    // A calendar without a time zone has that of the account, and none of its holidays.
    [InlineData(3, "2026-12-25T10:00:00Z", true)]
    [InlineData(3, "0001-01-01T00:00:00Z", false)]
    // One that is not there is the account's own.
    [InlineData(9, "2026-12-25T10:00:00Z", false)]
    [InlineData(9, "2026-12-23T10:00:00Z", true)]
    public void Other_calendars_have_their_own_hours(long calendar, string moment, bool isOpen) =>
        Assert.Equal(isOpen, Hours.Of(calendar).Contains(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"timezone": "Europe/Paris"}""")]
    [InlineData("""{"timezone": "Mars/Olympus", "business_hours": []}""")]
    public void What_says_nothing_is_not_known(string setting) => Assert.Null(BusinessHours.Read(JsonElement.Parse(setting)));

    [Theory]
    [InlineData("2026-07-06T08:59:59+02:00", false)]
    [InlineData("2026-07-06T09:00:00+02:00", true)]
    [InlineData("2026-07-06T17:59:59+02:00", true)]
    [InlineData("2026-07-06T18:00:00+02:00", false)]
    [InlineData("2026-01-05T08:30:00Z", true)]
    [InlineData("2026-07-05T12:00:00+02:00", false)]
    [InlineData("2026-07-04T23:30:00+02:00", true)]
    [InlineData("2026-07-05T01:30:00+02:00", true)]
    [InlineData("2026-07-05T02:30:00+02:00", false)]
    public void Business_hours_follow_the_clock_on_the_wall(string moment, bool open)
    {
        var hours = BusinessHours.Read(JsonElement.Parse("""
            {"timezone": "Europe/Paris", "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"}, {"days": "6", "from_time": "22:00", "to_time": "02:00"}]}
            """))!;
        Assert.Equal(open, hours.Own.Contains(DateTimeOffset.Parse(moment)));
    }

    [Fact]
    public void Business_hours_that_cannot_be_read_are_unknown_and_one_object_is_a_list_of_one()
    {
        Assert.Null(BusinessHours.Read(null));
        Assert.Null(BusinessHours.Read(JsonElement.Parse("""{"timezone": "Mars/Olympus", "business_hours": []}""")));
        var one = BusinessHours.Read(JsonElement.Parse("""{"business_hours": {"days": "7", "from_time": "00:00", "to_time": "24:00"}}"""))!;
        Assert.True(one.Own.Contains(DateTimeOffset.Parse("2026-07-05T23:59:59Z")));
        Assert.False(one.Own.Contains(DateTimeOffset.Parse("2026-07-06T00:00:00Z")));
    }
}
