using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using static Antiphon.ApiTests.Agents.AgentDesk;

namespace Antiphon.ApiTests.Agents;

/// <summary>What bodies and queries make of a call, and where a grant ends.</summary>
public sealed class GrantTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [Trait("row", "H04")]
    [InlineData("""{"channel": "api", "from_agent": true, "body_text": "hello"}""", "outward")]
    [InlineData("""{"channel": "api", "from-agent": "true", "public": "1", "body_text": "hello"}""", "outward")]
    [InlineData("""{"channel": "api", "from_agent": true, "public": null, "body_text": "hello"}""", "outward")]
    [InlineData("""{"channel": "internal-note", "from_agent": true, "body_text": "hello"}""", "write")]
    [InlineData("""{"channel": "api", "from_agent": true, "public": false, "body_text": "hello"}""", "write")]
    [InlineData("""{"channel": "api", "from_agent": true, "public": "false", "body_text": "hello"}""", "write")]
    [InlineData("""{"channel": "api", "from_agent": false, "body_text": "hello"}""", "write")]
    [InlineData("""{"channel": "api", "from_agent": true, "imported": true, "body_text": "hello"}""", "write")]
    [InlineData("""{"channel": "api", "from_agent": true, "sent_datetime": "2024-01-01T00:00:00Z", "body_text": "hello"}""", "write")]
    [InlineData("""{"channel": "internal-note", "from_agent": true, "body_text": "hello", "actions": [{"name": "addTags", "title": "Tags", "arguments": {"tags": "x"}}]}""", "outward")]
    public async Task A_message_is_outward_when_a_customer_may_read_it(string body, string needed)
    {
        var ticket = (await desk.ThreadAsync()).Ticket;
        var without = await desk.AgentAsync($"tickets:{(needed is "write" ? "outward" : "write")}+read+destructive");
        var refused = (await without.Caller.SayAsync(ticket, body)).IsRefused("no-grant");
        Assert.Equal(needed, (string?)refused["error"]!["data"]!["required_grant"]!["class"]);
        Assert.Equal(0, await desk.MessagesOfAsync(ticket));
        var with = await desk.AgentAsync($"tickets:{needed}");
        (await with.Caller.SayAsync(ticket, body)).Is(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("row", "H04")]
    public async Task A_new_ticket_is_outward_when_one_of_its_messages_is()
    {
        var agent = await desk.AgentAsync("tickets:write");
        (await agent.Caller.PostJsonAsync("/api/tickets", Samples.Ticket(Samples.NewEmail()))).Is(HttpStatusCode.Created);
        var email = Samples.NewEmail();
        (await agent.Caller.PostJsonAsync("/api/tickets", Samples.Ticket(email, Samples.IncomingEmail(email), Threads.Reply()))).IsRefused("no-grant");
        var sender = await desk.AgentAsync("tickets:outward");
        (await sender.Caller.PostJsonAsync("/api/tickets", Samples.Ticket(email, Samples.IncomingEmail(email), Threads.Reply(channel: "api")))).Is(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("row", "H04")]
    public async Task To_delete_and_to_merge_is_destructive_and_no_other_grant_includes_it()
    {
        var ticket = (await desk.ThreadAsync()).Ticket;
        var agent = await desk.AgentAsync("tickets:read+write+outward", "customers:read+write+outward");
        (await agent.Caller.DeleteJsonAsync($"/api/tickets/{ticket}")).IsRefused("no-grant");
        (await agent.Caller.PutJsonAsync($"/api/customers/merge?source_id={await desk.CustomerAsync()}&target_id={await desk.CustomerAsync()}", new { })).IsRefused("no-grant");
        var said = await agent.Caller.SaidAsync(ticket, Threads.Reply(channel: "api"));
        (await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}/messages/{said["id"]}?action=cancel", Threads.Reply(channel: "api"))).IsRefused("no-grant");
        (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}/messages/{said["id"]}")).Is(HttpStatusCode.OK);
        var destroyer = await desk.AgentAsync("tickets:destructive");
        (await destroyer.Caller.DeleteJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    [Trait("row", "H02")]
    public async Task A_search_needs_the_grant_of_what_it_searches()
    {
        var agent = await desk.AgentAsync("tags:read");
        (await agent.Caller.PostJsonAsync("/api/search", new { type = "tag", query = "a" })).Is(HttpStatusCode.OK);
        var refused = (await agent.Caller.PostJsonAsync("/api/search", new { type = "customer", query = "a" })).IsRefused("no-grant");
        Assert.Equal("customers", (string?)refused["error"]!["data"]!["required_grant"]!["resource"]);
        Assert.Equal(["tags:read"], refused["error"]!["data"]!["granted"]!.AsArray().Select(grant => (string?)grant));
    }

    [Fact]
    [Trait("row", "N11")]
    public async Task A_grant_with_limits_reaches_the_tickets_inside_and_no_others()
    {
        var (tag, team) = (await TagAsync("returns"), await TeamAsync("Returns"));
        var view = (long)(await desk.Admin.PostJsonAsync("/api/views", new { name = "High", filters = "eq(ticket.priority, 'high')", visibility = "public" })).Is(HttpStatusCode.Created)["id"]!;
        foreach (var (limit, change) in new (JsonObject, object)[]
        {
            (Grant("tickets:read+write+outward").Within(tags: [tag]), new { tags = new[] { new { id = tag } } }),
            (Grant("tickets:read+write+outward").Within(teams: [team]), new { assignee_team = new { id = team } }),
            (Grant("tickets:read+write+outward").Within(views: [view]), new { priority = "high" }),
        })
        {
            var agent = await desk.AgentAsync(PolicyOf(limit));
            var (inside, outside) = ((await desk.ThreadAsync()).Ticket, (await desk.ThreadAsync()).Ticket);
            (await desk.Admin.PutJsonAsync($"/api/tickets/{inside}", change)).Is(HttpStatusCode.Accepted);
            (await agent.Caller.GetJsonAsync($"/api/tickets/{inside}")).Is(HttpStatusCode.OK);
            (await agent.Caller.GetJsonAsync($"/api/tickets?ticket_ids={inside}")).Is(HttpStatusCode.OK);
            (await agent.Caller.SayAsync(inside, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
            (await agent.Caller.PutJsonAsync($"/api/tickets/{inside}", new { subject = "changed" })).Is(HttpStatusCode.Accepted);
            (await agent.Caller.GetJsonAsync($"/api/tickets/{outside}")).IsRefused("outside-limits");
            (await agent.Caller.SayAsync(outside, Threads.Reply(channel: "api"))).IsRefused("outside-limits");
            (await agent.Caller.GetJsonAsync($"/api/tickets?ticket_ids={inside}&ticket_ids={outside}")).IsRefused("outside-limits");
            (await agent.Caller.GetJsonAsync($"/api/tickets?ticket_ids={inside}&ticket_ids[]={outside}")).IsRefused("outside-limits");
            (await agent.Caller.GetJsonAsync("/api/tickets")).IsRefused("outside-limits");
            (await agent.Caller.GetJsonAsync("/api/tickets/search?q=parcel")).IsRefused("outside-limits");
            (await agent.Caller.PutJsonAsync($"/api/views/{view}/items", new { view = new { filters = "" } })).IsRefused("outside-limits");
            Assert.Equal(0, await desk.MessagesOfAsync(outside));
            // A change that takes the ticket out is the last one.
            (await agent.Caller.GetJsonAsync($"/api/tickets/{Stock.Missing}")).IsRefused("outside-limits");
        }
    }

    [Fact]
    [Trait("row", "N11")]
    public async Task The_items_of_a_view_that_limits_can_be_listed()
    {
        var view = (long)(await desk.Admin.PostJsonAsync("/api/views", new { name = "Low", filters = "eq(ticket.priority, 'low')", visibility = "public" })).Is(HttpStatusCode.Created)["id"]!;
        var agent = await desk.AgentAsync(PolicyOf(Grant("tickets:read").Within(views: [view])));
        (await agent.Caller.GetJsonAsync($"/api/views/{view}/items")).Is(HttpStatusCode.OK);
        (await agent.Caller.GetJsonAsync($"/api/tickets?view_id={view}")).Is(HttpStatusCode.OK);
        (await agent.Caller.GetJsonAsync($"/api/tickets?view_id={view}&view_id[]=1")).IsRefused("outside-limits");
        var other = (long)(await desk.Admin.PostJsonAsync("/api/views", new { name = "All", visibility = "public" })).Is(HttpStatusCode.Created)["id"]!;
        (await agent.Caller.GetJsonAsync($"/api/views/{other}/items")).IsRefused("outside-limits");
        (await agent.Caller.PutJsonAsync($"/api/views/{view}/items", new { view = new { filters = "" } })).IsRefused("outside-limits");
    }

    [Fact]
    [Trait("row", "N11")]
    public async Task Under_a_limit_of_tags_and_teams_no_others_are_named()
    {
        var (tag, other, team, otherTeam) = (await TagAsync("mine"), await TagAsync("theirs"), await TeamAsync("Mine"), await TeamAsync("Theirs"));
        var agent = await desk.AgentAsync(PolicyOf(Grant("tickets:write").Within(tags: [tag], teams: [team])));
        var ticket = (await desk.ThreadAsync()).Ticket;
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { tags = new[] { new { id = tag } }, assignee_team = new { id = team } })).Is(HttpStatusCode.Accepted);
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/tags", new { ids = new[] { other } })).IsRefused("outside-limits");
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/tags", new { names = new[] { "theirs" } })).IsRefused("outside-limits");
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/tags", new { names = new[] { "brand new" } })).IsRefused("outside-limits");
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/tags", new { names = new[] { " mine" } })).Is(HttpStatusCode.Created);
        (await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_team = new { id = otherTeam } })).IsRefused("outside-limits");
        (await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}", new { assignee_team = new { id = team } })).Is(HttpStatusCode.Accepted);
        (await agent.Caller.PostJsonAsync("/api/tickets", Samples.Ticket(Samples.NewEmail()))).IsRefused("outside-limits");
        var inside = Samples.Ticket(Samples.NewEmail());
        inside["tags"] = new JsonArray(new JsonObject { ["name"] = "mine" });
        inside["assignee_team"] = new JsonObject { ["id"] = team };
        (await agent.Caller.PostJsonAsync("/api/tickets", inside)).Is(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("row", "N11")]
    public async Task A_wider_grant_does_not_bring_tickets_inside_a_narrower_one()
    {
        var tag = await TagAsync("answer me");
        var agent = await desk.AgentAsync(PolicyOf(Grant("tickets:read+write"), Grant("tickets:outward").Within(tags: [tag]), Grant("tags:write+destructive")));
        var ticket = (await desk.ThreadAsync()).Ticket;
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/tags", new { ids = new[] { tag } })).IsRefused("own-limits");
        (await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}", new { tags = new[] { new { name = "answer me" } } })).IsRefused("own-limits");
        var made = Samples.Ticket(Samples.NewEmail());
        made["tags"] = new JsonArray(new JsonObject { ["id"] = tag });
        (await agent.Caller.PostJsonAsync("/api/tickets", made)).IsRefused("own-limits");
        (await agent.Caller.PutJsonAsync($"/api/tags/{tag}/merge", new { source_tags_ids = new[] { await TagAsync("everywhere") } })).IsRefused("own-limits");
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}"))["tags"]!.AsArray());
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).IsRefused("outside-limits");
        (await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "no matter" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/tags", new { ids = new[] { tag } })).Is(HttpStatusCode.Created);
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("row", "N11")]
    public async Task A_view_that_limits_is_not_changed_by_whom_it_limits()
    {
        var view = (long)(await desk.Admin.PostJsonAsync("/api/views", new { name = "Critical", filters = "eq(ticket.priority, 'critical')", visibility = "public" })).Is(HttpStatusCode.Created)["id"]!;
        var agent = await desk.AgentAsync(PolicyOf(Grant("tickets:read+write+destructive"), Grant("tickets:outward").Within(views: [view])));
        (await agent.Caller.PutJsonAsync($"/api/views/{view}", new { filters = "" })).IsRefused("own-limits");
        (await agent.Caller.DeleteJsonAsync($"/api/views/{view}")).IsRefused("own-limits");
        var ticket = (await desk.ThreadAsync()).Ticket;
        (await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}", new { priority = "critical" })).IsRefused("own-limits");
        Assert.Equal("normal", (string?)(await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}"))["priority"]);
    }

    [Theory]
    [Trait("row", "N11")]
    [InlineData(50, "50", true)]
    [InlineData(50, "\"49.99\"", true)]
    [InlineData(50, "50.01", false)]
    [InlineData(50, "-5", false)]
    [InlineData(50, null, false)]
    [InlineData(null, "1", false)]
    public async Task A_refund_stays_below_the_ceiling(int? ceiling, string? amount, bool passes)
    {
        var policy = Policy("tickets:outward");
        if (ceiling is { } most)
        {
            policy["refund_ceiling"] = new JsonObject { ["amount"] = most };
        }

        var agent = await desk.AgentAsync(policy);
        var ticket = (await desk.ThreadAsync()).Ticket;
        var arguments = amount is null ? "{}" : $$"""{"amount": {{amount}}}""";
        var body = Threads.Reply(channel: "api").With("actions", JsonNode.Parse($$"""[{"name": "shopifyPartialRefundLastOrder", "title": "Refund", "arguments": {{arguments}}}]"""));
        var answer = await agent.Caller.SayAsync(ticket, body);
        _ = passes ? answer.Is(HttpStatusCode.Created) : answer.IsRefused("refund-ceiling");
        var macro = (await desk.Admin.PostJsonAsync("/api/macros", new JsonObject { ["name"] = $"Refund {ticket}", ["actions"] = body["actions"]!.DeepClone() })).Is(HttpStatusCode.Created);
        var applied = await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/macros/{macro["id"]}/apply", new { });
        _ = passes ? applied.Is(HttpStatusCode.OK) : applied.IsRefused("refund-ceiling");
    }

    [Fact]
    public async Task What_does_not_exist_is_said_to_an_agent_as_to_anybody()
    {
        var agent = await desk.AgentAsync("tickets:read+write");
        (await agent.Caller.GetJsonAsync("/api/nothing-here")).Is(HttpStatusCode.NotFound);
        (await agent.Caller.PutJsonAsync("/api/account", new { })).Is(HttpStatusCode.MethodNotAllowed);
        (await agent.Caller.GetJsonAsync($"/api/tickets/{Stock.Missing}")).Is(HttpStatusCode.NotFound);
        (await agent.Caller.PostJsonAsync($"/api/tickets/{Stock.Missing}/messages", "{")).IsRefused("no-grant");
        (await agent.Caller.PutJsonAsync($"/api/tickets/{(await desk.ThreadAsync()).Ticket}", "{")).Is(HttpStatusCode.BadRequest);
        (await agent.Caller.PutJsonAsync($"/api/tickets/{(await desk.ThreadAsync()).Ticket}", new { unknown = 1 })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["unreadable", "granted"], (await desk.CallsAsync(agent)).Where(call => (int)call["status"]! == 400).Select(call => (string?)call["reason"]).Reverse());
    }

    private async Task<long> TagAsync(string name) => (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name })).Is(HttpStatusCode.Created)["id"]!;

    private async Task<long> TeamAsync(string name) => (long)(await desk.Admin.PostJsonAsync("/api/teams", new { name })).Is(HttpStatusCode.Created)["id"]!;
}
