using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Http.Query;

namespace Antiphon.ApiTests.Statistics;

/// <summary>Times of which only business hours count, on days on which the clocks of Berlin change (29 March and 25 October 2026).</summary>
[Trait("row", "J22")]
[Trait("row", "J25")]
public sealed class BusinessHoursReportTests
{
    private const string Days = """{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "17:00"}""";
    private const string Nights = """{"days": "1,2,3,4,5,6,7", "from_time": "22:00", "to_time": "06:00"}""";

    [Theory]
    // Friday 16:00 to Monday 10:00: an hour on each side of a weekend that is an hour shorter.
    [InlineData(Days, "2026-03-27T15:00:00Z", "2026-03-30T08:00:00Z", 7_200)]
    // The same in autumn, when the weekend is an hour longer.
    [InlineData(Days, "2026-10-23T14:00:00Z", "2026-10-26T09:00:00Z", 7_200)]
    // A night from 23:00 to 05:00 has five hours in spring, seven in autumn and six otherwise.
    [InlineData(Nights, "2026-03-28T22:00:00Z", "2026-03-29T03:00:00Z", 18_000)]
    [InlineData(Nights, "2026-10-24T21:00:00Z", "2026-10-25T04:00:00Z", 25_200)]
    [InlineData(Nights, "2026-06-06T21:00:00Z", "2026-06-07T03:00:00Z", 21_600)]
    // Asked and answered while nobody works, and within one working day to the second.
    [InlineData(Days, "2026-03-28T10:00:00Z", "2026-03-29T10:00:00Z", 0)]
    [InlineData(Days, "2026-04-01T08:00:00Z", "2026-04-01T08:00:42Z", 42)]
    // A week that spans the change: four whole days and two parts.
    [InlineData(Days, "2026-03-25T12:00:00Z", "2026-04-01T11:00:00Z", 144_000)]
    public async Task Answers_are_measured_in_the_hours_of_the_wall_clock(string hours, string asked, string answered, double expected)
    {
        await using var desk = await Desk.StartAsync();
        await desk.SettingAsync("business-hours", $$"""{"timezone": "Europe/Berlin", "business_hours": [{{hours}}]}""");
        await BringAsync(desk, asked, answered);
        foreach (var (scope, measure) in new[] { ("first-response-time", "FirstResponseTime"), ("human-first-response-time", "FirstResponseTime"), ("response-time", "ResponseTime"), ("resolution-time", "ResolutionTime") })
        {
            var row = await AskAsync(desk, scope, $"median{measure}InBusinessHours", $"median{measure}");
            Assert.Equal(expected, (double)row[$"median{measure}InBusinessHours"]!);
            Assert.Equal((Moment(answered) - Moment(asked)).TotalSeconds, (double)row[$"median{measure}"]!);
        }
    }

    [Fact]
    public async Task Without_business_hours_all_time_counts_and_who_does_not_ask_for_extensions_does_not_know_the_measure()
    {
        await using var desk = await Desk.StartAsync();
        await BringAsync(desk, "2026-03-27T15:00:00Z", "2026-03-30T08:00:00Z");
        var row = await AskAsync(desk, "first-response-time", "averageFirstResponseTimeInBusinessHours", "averageFirstResponseTime");
        Assert.Equal((double)row["averageFirstResponseTime"]!, (double)row["averageFirstResponseTimeInBusinessHours"]!);
        var refused = (await desk.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = Question("first-response-time", "averageFirstResponseTimeInBusinessHours") })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Must be one of: medianFirstResponseTime, averageFirstResponseTime."], refused.ErrorsAt("query.measures.0"));
    }

    private static async Task BringAsync(Desk desk, string asked, string answered)
    {
        var email = Samples.NewEmail();
        await desk.Admin.OpenTicketAsync(ticket =>
        {
            ticket["imported"] = true;
            ticket["created_datetime"] = asked;
            ticket["status"] = "closed";
            ticket["closed_datetime"] = answered;
            ticket["messages"] = new JsonArray(
                Samples.IncomingEmail(email).With("created_datetime", asked).With("sent_datetime", asked),
                Threads.Reply().With("created_datetime", answered).With("sent_datetime", answered));
        });
    }

    private static JsonObject Question(string scope, params string[] measures) =>
        Samples.Question(scope, question => question["measures"] = new JsonArray([.. measures.Select(measure => (JsonNode)measure)]), "2026-01-01", "2026-12-31");

    private static async Task<JsonNode> AskAsync(Desk desk, string scope, params string[] measures)
    {
        var answer = await desk.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = Question(scope, measures) }, (QueryExtensions.Header, QueryExtensions.Asked));
        return answer.Is(HttpStatusCode.OK)["data"]![0]!;
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
