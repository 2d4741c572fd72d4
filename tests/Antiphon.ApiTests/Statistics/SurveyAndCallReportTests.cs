using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Statistics;

/// <summary>Reports about surveys and phone calls, and what calls are worth.</summary>
[Trait("row", "B40")]
[Trait("row", "J25")]
public sealed class SurveyAndCallReportTests
{
    private static readonly IReadOnlyList<StatsFilterRequest> Year = StatsPeriod.Filters("2026-01-01", "2026-12-31");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Surveys_count_by_what_customers_answered_and_every_report_can_be_asked_for_a_score()
    {
        await using var desk = await Desk.StartAsync();
        using var client = desk.Client();
        var tickets = new List<long>();
        foreach (var (score, sent) in new (int?, string?)[] { (5, "2026-03-02T10:00:00Z"), (2, "2026-03-02T11:00:00Z"), (null, "2026-03-03T10:00:00Z"), (4, null), (null, null) })
        {
            var ticket = await desk.Admin.OpenTicketAsync(ticket => ticket["created_datetime"] = "2026-03-01T10:00:00Z");
            tickets.Add((long)ticket["id"]!);
            (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", new JsonObject
            {
                ["ticket_id"] = tickets[^1],
                ["customer_id"] = (long)ticket["customer"]!["id"]!,
                ["score"] = score,
                ["sent_datetime"] = sent,
                ["scored_datetime"] = score is null ? null : "2026-03-04T10:00:00Z",
            })).Is(HttpStatusCode.Created);
        }

        var all = await RowAsync(client, new("satisfaction-surveys", Year, "UTC", ["sentSurveysCount", "scoredSurveysCount", "averageSurveyScore", "satisfactionScore", "responseRate"]));
        Assert.Equal((4, 3, 11 / 3d, 2 / 3d, 0.75), (all["sentSurveysCount"], all["scoredSurveysCount"], all["averageSurveyScore"], all["satisfactionScore"], all["responseRate"]));
        // The one that was brought along with its answer counts from the answer.
        Assert.Equal(3, (await RowAsync(client, new("satisfaction-surveys", StatsPeriod.Filters("2026-03-01", "2026-03-04"), "UTC", ["sentSurveysCount"])))["sentSurveysCount"]);
        var byScore = new StatsQueryRequest("satisfaction-surveys", Year, "UTC", ["sentSurveysCount"], ["surveyScore"]);
        foreach (var row in (await client.Statistics.AskAsync(byScore, cancellationToken: Token)).Data)
        {
            var behind = await client.Statistics.TicketsAsync(new(byScore, row), cancellationToken: Token);
            Assert.Equal(row.GetProperty("sentSurveysCount").GetInt32(), behind.Data.Count);
        }

        Assert.Equal([tickets[0], tickets[3]], (await client.Statistics.TicketsAsync(new(With(byScore, "score", "one-of", "4", "5")), cancellationToken: Token)).Data.Select(ticket => ticket.Id));
        var created = new StatsQueryRequest("tickets-created", Year, "UTC");
        foreach (var (comparison, scores, expected) in new (string, string[], int?)[] { ("one-of", ["2", "5"], 2), ("not-one-of", ["2", "5"], 3), ("all-of", ["5", "5"], 1), ("all-of", ["5", "4"], null), ("set", [], 3) })
        {
            Assert.Equal(expected, (await RowAsync(client, With(created, "score", comparison, scores)))["ticketCount"]);
        }

        var older = await client.Statistics.GetLegacyAsync("satisfaction-surveys", new(new(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 3, 31, 0, 0, 0, TimeSpan.Zero))), cancellationToken: Token);
        Assert.Equal("Satisfaction surveys", older.Data.Label);
        Assert.Equal(["total-surveys-sent", "total-surveys-answered", "response-rate", "average-survey-score", "satisfaction-score"], older.Data.Data.Select(number => number.Name));
        Assert.Equal((4, 0.75), (older.Data.Data[0].Value.GetInt32(), older.Data.Data[2].Value.GetDouble()));
        var card = await client.Statistics.GetCardAsync("response-rate", cancellationToken: Token);
        Assert.Equal(("satisfaction-surveys", "responseRate"), (card.Api!.Scope, card.Api.Measures[0]));
        Assert.Contains("from statistic_surveys f where", (await client.Statistics.ExplainAsync(byScore, cancellationToken: Token)).Sql, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_are_counted_by_how_they_ended_and_when_the_desk_works()
    {
        await using var desk = await Desk.StartAsync();
        using var client = desk.Client();
        await desk.SettingAsync("business-hours", """{"timezone": "Europe/Berlin", "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "17:00"}]}""");
        await CallAsync(client, "2026-03-27T15:59:00Z", call => call with { Duration = 100, WaitTime = 20, Agent = new() { Email = Desk.AdminEmail } });
        await CallAsync(client, "2026-03-27T16:01:00Z", call => call with { From = "+15551230002", Duration = 40, TerminationStatus = "abandoned" });
        // The clocks have changed: nine in Berlin is seven in UTC.
        await CallAsync(client, "2026-03-30T07:01:00Z", call => call with { Direction = "outbound", From = "+15559870002", To = "+15551230003", Duration = 60 });
        var summary = new StatsQueryRequest("voice-calls-summary", Year, "UTC", ["inboundVoiceCallsCount", "outboundVoiceCallsCount", "answeredVoiceCallsCount", "abandonedVoiceCallsCount", "unansweredVoiceCallsCount", "averageTalkTimeInSeconds", "averageWaitTimeInSeconds", "slaAchievementRate", "voiceCallsCount", "totalDuration"]);
        var row = await RowAsync(client, summary);
        Assert.Equal((2, 1, 1, 1, 1), (row["inboundVoiceCallsCount"], row["outboundVoiceCallsCount"], row["answeredVoiceCallsCount"], row["abandonedVoiceCallsCount"], row["unansweredVoiceCallsCount"]));
        Assert.Equal((70, 30, null, 3, 200), (row["averageTalkTimeInSeconds"], row["averageWaitTimeInSeconds"], row["slaAchievementRate"], row["voiceCallsCount"], row["totalDuration"]));
        var calls = new StatsQueryRequest("voice-calls", Year, "UTC", ["voiceCallsCount"]);
        Assert.Equal((2, 1), ((await RowAsync(client, With(calls, "isDuringBusinessHours", "one-of", "true")))["voiceCallsCount"], (await RowAsync(client, With(calls, "isDuringBusinessHours", "not-one-of", "true")))["voiceCallsCount"]));
        Assert.Equal(1, (await RowAsync(client, With(With(calls, "isDuringBusinessHours", "one-of", "true"), "isAnsweredByAgent", "one-of", "true")))["voiceCallsCount"]);
        Assert.Equal(2, (await client.Statistics.TicketsAsync(new(With(calls, "isDuringBusinessHours", "one-of", "true")), cancellationToken: Token)).Data.Count);

        // The moment of a call is a dimension too, and leads to its ticket.
        var moments = new StatsQueryRequest("voice-calls", Year, "UTC", ["voiceCallsCount"], ["createdDatetime", "displayStatus", "waitTime"]);
        var rows = (await client.Statistics.AskAsync(moments, cancellationToken: Token)).Data;
        Assert.Equal(["2026-03-27T15:59:00.000000+00:00", "2026-03-27T16:01:00.000000+00:00", "2026-03-30T07:01:00.000000+00:00"], rows.Select(one => one.GetProperty("createdDatetime").GetString()));
        Assert.Equal([20, 40, null], rows.Select(one => one.GetProperty("waitTime") is { ValueKind: JsonValueKind.Number } wait ? wait.GetInt32() : (int?)null));
        foreach (var one in rows)
        {
            Assert.Single((await client.Statistics.TicketsAsync(new(moments, one), cancellationToken: Token)).Data);
        }

        var acts = new StatsQueryRequest("voice-agent-events", Year, "UTC", ["voiceCallsCount", "voiceAgentEventsCount"], ["agentId"]);
        var act = Assert.Single((await client.Statistics.AskAsync(acts, cancellationToken: Token)).Data);
        Assert.Equal((desk.Account.OwnerUserId, 1, 1), (act.GetProperty("agentId").GetInt64(), act.GetProperty("voiceCallsCount").GetInt32(), act.GetProperty("voiceAgentEventsCount").GetInt32()));
        Assert.Null((await RowAsync(client, With(acts with { Dimensions = [] }, "declinedCalls", "one-of", "true")))["voiceCallsCount"]);
        var refused = (await desk.Admin.PostJsonAsync("/api/phone/voice-calls", new { external_id = "x", direction = "inbound", from = "+15551230001", to = "+15559870002", duration = 5, wait_time = 6 })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Must not be longer than the duration."], refused.ErrorsAt("wait_time"));
    }

    [Fact]
    [Trait("row", "G04")]
    public async Task Two_hundred_calls_give_the_exact_rates_amounts_and_return()
    {
        await using var desk = await Desk.StartAsync();
        using var client = desk.Client();
        for (var i = 0; i < 200; i++)
        {
            var place = i;
            await CallAsync(client, $"2026-05-{1 + (i % 28):00}T10:00:00Z", call => call with
            {
                // 128 of 200 are resolved and 96 deflected; 8 say neither.
                Resolved = place >= 192 ? null : place % 3 != 0,
                Deflected = place >= 192 ? null : place % 2 == 0,
                AttributedRevenue = place % 10 == 0 ? 49.95m : null,
                Cost = 0.75m,
                Currency = "USD",
                From = $"+1555123{place:0000}",
                Outcome = place % 4 == 0 ? "reshipped" : "answered",
            });
        }

        var query = new StatsQueryRequest("voice-calls", Year, "UTC", ["voiceCallsCount", "resolutionRate", "deflectionRate", "attributedRevenue", "callCost", "costPerResolvedCall", "returnOnInvestment"]);
        var row = await RowAsync(client, query, withExtensions: true);
        Assert.Equal((200, 128 / 192d, 0.5), (row["voiceCallsCount"], row["resolutionRate"], row["deflectionRate"]));
        // 20 calls brought 49.95 each; 200 calls cost 0.75 each.
        Assert.Equal((999, 150, 150 / 128d, (999 - 150) / 150d), (row["attributedRevenue"], row["callCost"], row["costPerResolvedCall"], row["returnOnInvestment"]));
        var byOutcome = (await client.Statistics.AskAsync(query with { Dimensions = ["outcome"] }, withExtensions: true, cancellationToken: Token)).Data;
        Assert.Equal([150, 50], byOutcome.Select(one => one.GetProperty("voiceCallsCount").GetInt32()));
        Assert.Equal(999, byOutcome.Sum(one => one.GetProperty("attributedRevenue") is { ValueKind: JsonValueKind.Number } revenue ? revenue.GetDecimal() : 0));

        // Amounts of two currencies have no sum.
        await CallAsync(client, "2026-06-01T10:00:00Z", call => call with { Cost = 1, Currency = "EUR", Resolved = true });
        var mixed = await RowAsync(client, query, withExtensions: true);
        Assert.Equal((201, 129 / 193d, null, null, null), (mixed["voiceCallsCount"], mixed["resolutionRate"], mixed["attributedRevenue"], mixed["costPerResolvedCall"], mixed["returnOnInvestment"]));
        var byCurrency = (await client.Statistics.AskAsync(query with { Dimensions = ["currency"], Order = [JsonSerializer.SerializeToElement(new[] { "currency", "asc" })] }, withExtensions: true, cancellationToken: Token)).Data;
        Assert.Equal([("EUR", -1d), ("USD", 849 / 150d)], byCurrency.Select(one => (one.GetProperty("currency").GetString()!, one.GetProperty("returnOnInvestment").GetDouble())));
        // These measures are ours; who does not ask for extensions does not know them.
        var refused = await Assert.ThrowsAsync<AntiphonException>(() => client.Statistics.AskAsync(query, cancellationToken: Token));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var explained = await client.Statistics.ExplainAsync(query, withExtensions: true, cancellationToken: Token);
        Assert.Contains(explained.Measures, measure => measure is { Name: "costPerResolvedCall", Unit: "amount", IsExtension: true } && measure.Definition.StartsWith("Cost of all calls / resolved calls.", StringComparison.Ordinal));
    }

    private static StatsQueryRequest With(StatsQueryRequest query, string member, string comparison, params string[] values) =>
        query with { Filters = [.. query.Filters!, StatsPeriod.Filter(member, comparison, values)] };

    private static Task<VoiceCallResource> CallAsync(AntiphonClient client, string at, Func<CreateVoiceCallRequest, CreateVoiceCallRequest> with) => client.VoiceCalls.CreateAsync(
        with(new()
        {
            ExternalId = Guid.NewGuid().ToString("N"),
            Direction = "inbound",
            From = "+15551230001",
            To = "+15559870002",
            StartedDatetime = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture),
        }),
        cancellationToken: Token);

    /// <summary>The numbers of the only row.</summary>
    private static async Task<Dictionary<string, double?>> RowAsync(AntiphonClient client, StatsQueryRequest query, bool withExtensions = false)
    {
        var row = Assert.Single((await client.Statistics.AskAsync(query, withExtensions: withExtensions, cancellationToken: Token)).Data);
        return row.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind is JsonValueKind.Number ? member.Value.GetDouble() : (double?)null);
    }
}
