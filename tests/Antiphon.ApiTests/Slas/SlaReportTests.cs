using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Antiphon.Http.Query;
using Antiphon.Statistics.Counting;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Slas;

/// <summary>How often promises were kept: the scope <c>ticket-sla</c> of the statistics page.</summary>
[Trait("row", "J25")]
[Trait("row", "B40")]
public sealed class SlaReportTests
{
    [Fact]
    public async Task Tickets_are_counted_by_what_became_of_their_promise_and_numbers_open()
    {
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(Promising.On(clock));
        var quick = await desk.PolicyAsync("Chat", new { channels = new[] { "chat" }, first_response_minutes = 10 });
        await desk.PolicyAsync("Rest", new { first_response_minutes = 60, resolution_minutes = 240 });
        clock.Advance(TimeSpan.FromMinutes(1));
        async Task<long> OpenAsync(string channel) => (long)(await desk.Admin.OpenTicketAsync(ticket => ticket["channel"] = channel))["id"]!;
        var (late, punctual, lateChat, waiting, spam) = (await OpenAsync("email"), await OpenAsync("email"), await OpenAsync("chat"), await OpenAsync("chat"), await OpenAsync("chat"));
        await desk.PassAsync(clock, 5);
        await desk.Admin.SaidAsync(punctual, Threads.Reply());
        await CloseAsync(desk, punctual);
        await CloseAsync(desk, spam, """{"spam": true}""");
        Assert.Equal((1, 3, 0), await CountedAsync(desk, clock));
        await CloseAsync(desk, waiting, $$"""{"snooze_datetime": "{{clock.GetUtcNow().AddDays(1):o}}"}""");
        await desk.PassAsync(clock, 100);
        await desk.Admin.SaidAsync(late, Threads.Reply());
        await CloseAsync(desk, late);
        Assert.Equal((1, 1, 2), await CountedAsync(desk, clock));

        var sum = await AskAsync(desk, clock, new() { ["measures"] = new JsonArray("ticketCount", "slaAchievementRate") });
        Assert.Equal((4, 0.3333), ((int)sum[0]!["ticketCount"]!, Math.Round((double)sum[0]!["slaAchievementRate"]!, 4)));
        var byChannel = await AskAsync(desk, clock, new() { ["measures"] = new JsonArray("slaAchievementRate"), ["dimensions"] = new JsonArray("channel"), ["order"] = new JsonArray(new JsonArray("channel", "asc")) });
        Assert.Equal([0, 0.5], byChannel.Select(row => (double)row!["slaAchievementRate"]!));
        var uuid = (string)(await desk.Admin.GetJsonAsync($"/api/sla-policies/{quick}"))["uuid"]!;
        var ofOne = await AskAsync(desk, clock, new() { ["dimensions"] = new JsonArray("status"), ["time_dimensions"] = new JsonArray(new JsonObject { ["dimension"] = "anchorDatetime", ["granularity"] = "day" }) }, ("slaPolicyUuid", uuid));
        Assert.Equal(["breached", "pending"], ofOne.Select(row => (string)row!["status"]!).Order(StringComparer.Ordinal));
        Assert.Equal([lateChat], await BehindAsync(desk, clock, "breached", ("slaPolicyUuid", uuid)));
        Assert.Equal([late, lateChat], await BehindAsync(desk, clock, "breached", ("status", "breached")));

        // What is ours is for those who ask for it.
        var more = new JsonObject { ["measures"] = new JsonArray("firstResponseAchievementRate", "resolutionAchievementRate"), ["dimensions"] = new JsonArray("resolutionStatus") };
        var refused = (await desk.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = Query(clock, more.DeepClone().AsObject()) })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Must be one of: ticketCount, slaAchievementRate."], refused.ErrorsAt("query.measures.0"));
        Assert.Equal(["Must be one of: status, channel."], refused.ErrorsAt("query.dimensions.0"));
        using var extended = new HttpRequestMessage(HttpMethod.Post, "/api/reporting/stats") { Content = new StringContent(new JsonObject { ["query"] = Query(clock, more) }.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        extended.Headers.Add(QueryExtensions.Header, "1");
        using var answer = await desk.Admin.SendAsync(extended, TestContext.Current.CancellationToken);
        var rows = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["data"]!.AsArray();
        // Both mails were closed in time, one of which was answered too late; the chats were promised an answer only.
        Assert.Contains(rows, row => (string?)row!["resolutionStatus"] is "achieved" && (double?)row["resolutionAchievementRate"] is 1 && (double?)row["firstResponseAchievementRate"] is 0.5);
        Assert.Contains(rows, row => row!["resolutionStatus"] is null && row["resolutionAchievementRate"] is null && (double?)row["firstResponseAchievementRate"] is 0);

        // Counted from nothing it is the same, and the program would notice if it were not.
        var check = await desk.InScopeAsync(services => services.GetRequiredService<CheckStatistics>().RunAsync(desk.Account.Id, TestContext.Current.CancellationToken));
        Assert.True(check is { IsRight: true, Tickets: 5 });
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync($"update statistic_slas set status = 'achieved' where account_id = {desk.Account.Id}", CancellationToken.None));
        Assert.Equal(["statistic_slas"], (await desk.InScopeAsync(services => services.GetRequiredService<CheckStatistics>().RunAsync(desk.Account.Id, TestContext.Current.CancellationToken))).Wrong.Keys);
        await desk.InScopeAsync(services => services.GetRequiredService<RebuildStatistics>().RunAsync(desk.Account.Id, _ => Task.CompletedTask, TestContext.Current.CancellationToken));
        Assert.Equal((1, 1, 2), await CountedAsync(desk, clock));
    }

    private static async Task<(int Achieved, int Pending, int Breached)> CountedAsync(Desk desk, TestClock clock)
    {
        await desk.LookedAsync(clock);
        var rows = (await AskAsync(desk, clock, new() { ["dimensions"] = new JsonArray("status") })).ToDictionary(row => (string)row!["status"]!, row => (int)row!["ticketCount"]!);
        return (rows.GetValueOrDefault("achieved"), rows.GetValueOrDefault("pending"), rows.GetValueOrDefault("breached"));
    }

    private static async Task<JsonArray> AskAsync(Desk desk, TestClock clock, JsonObject query, params (string Member, string Value)[] filters) =>
        (await desk.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = Query(clock, query, filters) })).Is(HttpStatusCode.OK)["data"]!.AsArray();

    private static async Task<long[]> BehindAsync(Desk desk, TestClock clock, string status, params (string Member, string Value)[] filters)
    {
        var body = new JsonObject { ["query"] = Query(clock, new() { ["dimensions"] = new JsonArray("status") }, filters), ["cell"] = new JsonObject { ["status"] = status } };
        return [.. (await desk.Admin.PostJsonAsync("/api/reporting/stats/tickets", body)).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(ticket => (long)ticket!["id"]!).Order()];
    }

    private static JsonObject Query(TestClock clock, JsonObject query, params (string Member, string Value)[] filters)
    {
        query["scope"] = "ticket-sla";
        query["timezone"] = "UTC";
        query["filters"] = new JsonArray(
        [
            new JsonObject { ["member"] = "periodStart", ["operator"] = "afterDate", ["values"] = new JsonArray($"{clock.GetUtcNow().AddDays(-2):yyyy-MM-dd}") },
            new JsonObject { ["member"] = "periodEnd", ["operator"] = "beforeDate", ["values"] = new JsonArray($"{clock.GetUtcNow().AddDays(2):yyyy-MM-dd}") },
            .. filters.Select(filter => new JsonObject { ["member"] = filter.Member, ["operator"] = "one-of", ["values"] = new JsonArray(filter.Value) }),
        ]);
        return query;
    }

    private static async Task CloseAsync(Desk desk, long ticket, string change = """{"status": "closed"}""") => (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", change)).Is(HttpStatusCode.Accepted);
}
