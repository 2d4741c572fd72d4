using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Agents.AgentDesk;

namespace Antiphon.ApiTests.Agents;

/// <summary>How often an agent may do what it may, however many nodes it asks at once.</summary>
[Trait("row", "N11")]
public sealed class BudgetTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Of_many_replies_at_once_on_two_nodes_exactly_the_budget_is_sent()
    {
        await using var node = await Node.StartAsync(desk.ConnectionString);
        var agent = await desk.AgentAsync(Policy("tickets:outward").And("budgets", new JsonArray(Budget("public-reply", 7))));
        using var elsewhere = new HttpClient { BaseAddress = node.Address };
        elsewhere.DefaultRequestHeaders.Authorization = agent.Caller.DefaultRequestHeaders.Authorization;
        var tickets = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            tickets.Add((await desk.ThreadAsync()).Ticket);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => (i % 2 == 0 ? agent.Caller : elsewhere).SayAsync(tickets[i % 4], Threads.Reply(channel: "api"))));
        Assert.Equal(7, answers.Count(answer => answer.Status is HttpStatusCode.Created));
        foreach (var answer in answers.Where(answer => answer.Status is not HttpStatusCode.Created))
        {
            answer.IsRefused("budget-used-up");
        }

        Assert.Equal(7, await desk.CountAsync(account => Sql.Of($"select count(*) from messages where account_id = {account} and ticket_id = any({tickets.ToArray()})")));
        Assert.Equal(32, (await desk.CallsAsync(agent)).Count);
    }

    [Fact]
    public async Task A_conditional_change_counts_as_exactly()
    {
        var agent = await desk.AgentAsync(Policy("tags:read+write").And("budgets", new JsonArray(Budget("tags:write", 9))));
        var tags = new List<Answer>();
        for (var i = 0; i < 12; i++)
        {
            tags.Add((await desk.Admin.PostJsonAsync("/api/tags", new { name = $"conditional {i}" })).Is(HttpStatusCode.Created));
        }

        var answers = await Task.WhenAll(tags.Select(tag => agent.Caller.PutJsonAsync($"/api/tags/{tag["id"]}", new { description = "x" }, ("If-Match", "*"))));
        Assert.Equal(9, answers.Count(answer => answer.Status is HttpStatusCode.Accepted));
        Assert.Equal(3, answers.Count(answer => answer.Status is HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task The_answer_says_what_is_used_up_and_when_it_frees_up()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var agent = await own.AgentAsync(Policy("tickets:outward").And("budgets", new JsonArray(Budget("public-reply", 2), Budget("outward", 3, "day"))));
        var ticket = (await own.ThreadAsync()).Ticket;
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
        clock.Advance(TimeSpan.FromMinutes(40));
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
        var refused = (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).IsRefused("budget-used-up");
        var data = refused["error"]!["data"]!;
        Assert.Equal("public-reply", (string?)data["budget"]!["kind"]);
        Assert.Equal((2, 2), ((int)data["budget"]!["most"]!, (int)data["budget"]!["used"]!));
        Assert.InRange(DateTimeOffset.Parse((string)data["frees_at"]!) - clock.GetUtcNow(), TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 19 * 60, 20 * 60);
        // The first of the two is an hour old, and the hour slides.
        clock.Advance(TimeSpan.FromMinutes(21));
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("outward", (string?)(await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).IsRefused("budget-used-up")["error"]!["data"]!["budget"]!["kind"]);
        clock.Advance(TimeSpan.FromHours(22));
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_is_refused_for_itself_or_undone_spends_nothing()
    {
        var agent = await desk.AgentAsync(Policy("tickets:outward").And("budgets", new JsonArray(Budget("public-reply", 1))));
        var ticket = (await desk.ThreadAsync()).Ticket;
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api").With("unknown", 1))).Is(HttpStatusCode.BadRequest);
        (await agent.Caller.SayAsync(Stock.Missing, Threads.Reply(channel: "api"))).Is(HttpStatusCode.NotFound);
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/messages", Threads.Reply(channel: "api"), ("Antiphon-Dry-Run", "1"))).Is(HttpStatusCode.Created);
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).IsRefused("budget-used-up");
        Assert.Equal(1, await desk.MessagesOfAsync(ticket));
    }

    [Fact]
    public async Task A_ticket_with_several_replies_spends_as_many()
    {
        var agent = await desk.AgentAsync(Policy("tickets:outward").And("budgets", new JsonArray(Budget("public-reply", 2))));
        var email = Samples.NewEmail();
        var three = Samples.Ticket(email, Samples.IncomingEmail(email), Threads.Reply(channel: "api"), Threads.Reply(channel: "api"), Threads.Reply(channel: "api"));
        var refused = (await agent.Caller.PostJsonAsync("/api/tickets", three)).IsRefused("budget-used-up");
        Assert.Null(refused["error"]!["data"]!["frees_at"]);
        email = Samples.NewEmail();
        var two = Samples.Ticket(email, Samples.IncomingEmail(email), Threads.Reply(channel: "api"), Threads.Reply(channel: "api"));
        (await agent.Caller.PostJsonAsync("/api/tickets", two)).Is(HttpStatusCode.Created);
        (await agent.Caller.SayAsync((await desk.ThreadAsync()).Ticket, Threads.Reply(channel: "api"))).IsRefused("budget-used-up");
    }

    [Fact]
    public async Task Reads_are_counted_too()
    {
        var agent = await desk.AgentAsync(Policy("tags:read", "users:read").And("budgets", new JsonArray(Budget("tags:read", 2))));
        (await agent.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await agent.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await agent.Caller.GetJsonAsync("/api/tags")).IsRefused("budget-used-up");
        (await agent.Caller.GetJsonAsync("/api/users")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Quiet_hours_are_those_of_the_account()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await own.SettingAsync("business-hours", """{"timezone": "Asia/Tokyo", "business_hours": []}""");
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        var (from, to) = (local.AddHours(-1).ToString("HH:mm"), local.AddHours(2).ToString("HH:mm"));
        var agent = await own.AgentAsync(Policy("tickets:write+outward").And("quiet_hours", new JsonObject { ["from"] = from, ["to"] = to }));
        var ticket = (await own.ThreadAsync()).Ticket;
        (await agent.Caller.SayAsync(ticket, Threads.Note())).Is(HttpStatusCode.Created);
        var refused = (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).IsRefused("quiet-hours");
        Assert.InRange(DateTimeOffset.Parse((string)refused["error"]!["data"]!["frees_at"]!) - clock.GetUtcNow(), TimeSpan.FromMinutes(118), TimeSpan.FromHours(2));
        clock.Advance(TimeSpan.FromHours(2));
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
    }
}
