using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Statistics;

/// <summary>The examples of the page of statistics: their requests are taken as they are, and the answers have these members and types.</summary>
[Trait("row", "B40")]
public sealed class StatisticsShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Rows_and_their_place_have_the_documented_shape()
    {
        await desk.Admin.OpenTicketAsync(ticket => ticket["created_datetime"] = "2026-01-05T10:00:00Z");
        var shape = Shape.Read("statistics/stats");
        var answer = (await desk.Admin.PostJsonAsync("/api/reporting/stats", shape.Request!.ToJsonString())).Is(HttpStatusCode.OK);
        Assert.NotEmpty(answer["data"]!.AsArray());
        shape.Matches(answer.Json);
    }

    [Fact]
    public async Task The_scope_of_slas_takes_what_the_page_names_and_no_more()
    {
        var shape = Shape.Read("statistics/ticket-sla");
        (await desk.Admin.PostJsonAsync("/api/sla-policies", new { name = "All", first_response_minutes = 60 })).Is(HttpStatusCode.Created);
        var ticket = (await desk.Admin.OpenTicketAsync())["id"];
        for (var clocks = 0; clocks == 0; clocks = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}/slas")).Is(HttpStatusCode.OK)["data"]!.AsArray().Count)
        {
            await Task.Yield();
        }

        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        // The promise begins with the present.
        var filters = shape.Request!["query"]!["filters"]!;
        (filters[0]!["values"]![0], filters[1]!["values"]![0]) = ($"{DateTimeOffset.UtcNow.AddDays(-2):yyyy-MM-dd}", $"{DateTimeOffset.UtcNow.AddDays(2):yyyy-MM-dd}");
        var answer = (await desk.Admin.PostJsonAsync("/api/reporting/stats", shape.Request.ToJsonString())).Is(HttpStatusCode.OK);
        Assert.NotEmpty(answer["data"]!.AsArray());
        shape.Matches(answer.Json);
        foreach (var (member, value) in new[] { ("dimensions", "agentId"), ("dimensions", "slaPolicyUuid"), ("measures", "breachedExposures") })
        {
            var wrong = shape.Request.DeepClone();
            wrong["query"]![member] = new System.Text.Json.Nodes.JsonArray(value);
            (await desk.Admin.PostJsonAsync("/api/reporting/stats", wrong.ToJsonString())).Is(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_metric_card_has_the_documented_shape()
    {
        var shape = Shape.Read("statistics/metric-card");
        shape.Matches((await desk.Admin.GetJsonAsync("/api/metric-cards/first-response-time")).Is(HttpStatusCode.OK).Json);
        var cards = (await desk.Admin.GetJsonAsync("/api/metric-cards")).Is(HttpStatusCode.OK);
        Assert.Equal(["data"], cards.Json.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task An_older_statistic_has_the_documented_shape()
    {
        var shape = Shape.Read("statistics/legacy");
        shape.Matches((await desk.Admin.PostJsonAsync("/api/stats/overview", shape.Request!.ToJsonString())).Is(HttpStatusCode.OK).Json);
    }
}
