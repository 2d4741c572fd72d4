using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Statistics;

/// <summary>Metric cards, and the older statistics.</summary>
[Trait("row", "B40")]
[Trait("row", "J25")]
public sealed class MetricCardTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_card_is_listed_found_and_names_a_question_that_is_answered()
    {
        using var client = desk.Client();
        var cards = (await client.Statistics.ListCardsAsync(cancellationToken: Token)).Data;
        Assert.Equal(119, cards.Count);
        Assert.Equal(cards.Select(card => card.Slug).Order(StringComparer.Ordinal), cards.Select(card => card.Slug));
        foreach (var card in cards)
        {
            Assert.False(string.IsNullOrWhiteSpace(card.Public.Definition) || string.IsNullOrWhiteSpace(card.Public.Formula), card.Slug);
            Assert.All(card.Related, related => Assert.Contains(cards, other => other.Slug == related.Slug));
            if (card.Api is { Scope: not "ticket-fields" } api)
            {
                await client.Statistics.AskAsync(new(api.Scope, StatsPeriod.Filters("2026-01-01", "2026-02-01"), "UTC", api.Measures, api.Dimensions), cancellationToken: Token);
            }
        }

        var card1 = await client.Statistics.GetCardAsync("first-response-time", cancellationToken: Token);
        Assert.Equal(("First response time", "FRT", "first-response-time"), (card1.Title, card1.Aliases[0], card1.Api!.Scope));
        Assert.Equal(["decrease-in-frt", "first-response-time", "top-performer-frt"], (await client.Statistics.ListCardsAsync("frt first", cancellationToken: Token)).Data.Select(card => card.Slug));
        Assert.Null((await desk.Admin.GetJsonAsync("/api/metric-cards/calls-in-queue")).Is(HttpStatusCode.OK)["api"]);
        (await desk.Admin.GetJsonAsync("/api/metric-cards?query=csat&include=deprecated")).Is(HttpStatusCode.OK);
        (await desk.Admin.GetJsonAsync("/api/metric-cards?include=all")).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.GetJsonAsync("/api/metric-cards/nothing")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Feedback_is_kept_and_what_it_lacks_is_named()
    {
        using var client = desk.Client();
        var kept = await client.Statistics.GiveFeedbackAsync("open-tickets", new("definition", "Support performance", "Snoozed ones are open to me."), cancellationToken: Token);
        Assert.Equal(("open-tickets", "definition", "Snoozed ones are open to me."), (kept.Slug, kept.DisagreementType, kept.Comment));
        var refused = (await desk.Admin.PostJsonAsync("/api/metric-cards/open-tickets/feedback", new { disagreement_type = " ", comment = new string('x', 5_001) })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["disagreement_type", "metric_category", "comment"], refused["error"]!["data"]!.AsObject().Select(member => member.Key));
        (await desk.Admin.PostJsonAsync("/api/metric-cards/nothing/feedback", new { disagreement_type = "x", metric_category = "x" })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_older_statistics_tell_the_same_numbers_as_the_newer_ones()
    {
        await using var own = await Desk.StartAsync();
        using var client = own.Client();
        foreach (var (at, channel) in new[] { ("2026-02-03T10:00:00Z", "email"), ("2026-02-04T10:00:00Z", "chat"), ("2026-01-20T10:00:00Z", "email") })
        {
            await own.Admin.OpenTicketAsync(ticket =>
            {
                (ticket["imported"], ticket["channel"], ticket["created_datetime"]) = (true, channel, at);
                ticket["messages"]![0]!.AsObject().With("created_datetime", at).With("sent_datetime", at);
            });
        }

        var period = new LegacyStatsPeriodRequest(new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 2, 28, 23, 59, 59, TimeSpan.Zero));
        var created = await client.Statistics.GetLegacyAsync("total-tickets-created", new(period), cancellationToken: Token);
        Assert.Equal("Tickets created", created.Data.Label);
        Assert.Equal((2, 1), (created.Data.Data[0].Value.GetInt32(), created.Data.Data[0].PreviousValue.GetInt32()));
        Assert.Equal((new DateTimeOffset(2026, 1, 4, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.Zero)), (created.Meta.PreviousStartDatetime, created.Meta.PreviousEndDatetime));
        Assert.Equal(1, (await client.Statistics.GetLegacyAsync("total-tickets-created", new(period, Channels: ["chat"]), cancellationToken: Token)).Data.Data[0].Value.GetInt32());
        var none = await client.Statistics.GetLegacyAsync("overview", new(period, Agents: [1], Tags: [2], Integrations: [3], Teams: [4], Score: [5]), cancellationToken: Token);
        Assert.Equal(8, none.Data.Data.Count);
        Assert.All(none.Data.Data, number => Assert.Equal(System.Text.Json.JsonValueKind.Null, number.Value.ValueKind));

        using var download = await client.Statistics.DownloadLegacyAsync("overview", new(period), cancellationToken: Token);
        using var reader = new StreamReader(download.Content);
        var lines = (await reader.ReadToEndAsync(Token)).Split("\r\n");
        Assert.Equal(["name,value,previous_value", "total-tickets-created,2,1", "total-tickets-replied,,"], lines[..3]);
    }

    [Theory]
    [InlineData("self-service-overview", """{"filters": {"period": {"start_datetime": "2026-01-01", "end_datetime": "2026-01-31"}}}""", "name")]
    [InlineData("revenue-per-agent", "{}", "name")]
    [InlineData("overview", "{}", "filters")]
    [InlineData("overview", """{"filters": {}}""", "filters.period")]
    [InlineData("overview", """{"filters": {"period": {"start_datetime": "2026-01-01"}}}""", "filters.period.end_datetime")]
    [InlineData("overview", """{"filters": {"period": {"start_datetime": "2026-02-01", "end_datetime": "2026-01-31"}}}""", "filters.period.end_datetime")]
    [InlineData("overview", """{"filters": {"period": {"start_datetime": "2024-01-01", "end_datetime": "2026-01-31"}}}""", "filters.period.end_datetime")]
    [InlineData("overview", """{"filters": {"period": {"start_datetime": "2026-01-01", "end_datetime": "2026-01-31"}, "customers": [1]}}""", "filters.customers")]
    public async Task An_older_statistic_that_does_not_exist_or_lacks_its_period_is_refused(string name, string body, string path)
    {
        foreach (var end in new[] { "", "/download" })
        {
            var refused = (await desk.Admin.PostJsonAsync($"/api/stats/{name}{end}", body)).Is(HttpStatusCode.BadRequest);
            Assert.True(refused.ErrorsAt(path).Length > 0, refused.Body);
        }
    }
}
