using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using System.Text.Json.Nodes;
using static Antiphon.ApiTests.Agents.AgentDesk;

namespace Antiphon.ApiTests.Agents;

/// <summary>Calls that are checked and answered, and do nothing.</summary>
[Trait("row", "N11")]
public sealed class DryRunTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly (string, string) Header = ("Antiphon-Dry-Run", "1");

    [Theory]
    [InlineData("header")]
    [InlineData("grant")]
    [InlineData("policy")]
    public async Task A_dry_run_is_answered_as_it_would_be_and_nothing_is_written(string by)
    {
        var agent = await desk.AgentAsync(Policy(by is "grant" ? "tickets:write dry-run" : "tickets:write").And("dry_run", by is "policy"));
        var (events, tickets) = (await EventsAsync(), await TicketsAsync());
        (string, string)[] headers = by is "header" ? [Header] : [];
        var answer = (await agent.Caller.PostJsonAsync("/api/tickets", Samples.Ticket(Samples.NewEmail()), headers)).Is(HttpStatusCode.Created);
        Assert.Equal("1", answer.Header("Antiphon-Dry-Run"));
        Assert.Equal("Order has not shipped", (string?)answer["subject"]);
        (await desk.Admin.GetJsonAsync($"/api/tickets/{answer["id"]}")).Is(HttpStatusCode.NotFound);
        Assert.Equal((events, tickets), (await EventsAsync(), await TicketsAsync()));
        var call = Assert.Single(await desk.CallsAsync(agent));
        Assert.Equal(("dry-run", 201), ((string)call["decision"]!, (int)call["status"]!));

        var invalid = (await agent.Caller.PostJsonAsync("/api/tickets", new { channel = "email" }, headers)).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(invalid.ErrorsAt("messages"));
    }

    [Fact]
    public async Task What_would_be_refused_is_refused_and_what_would_wait_does_not()
    {
        var agent = await desk.AgentAsync("tickets:write hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/messages", Threads.Reply(channel: "api"), Header)).IsRefused("no-grant");
        (await agent.Caller.PostJsonAsync($"/api/tickets/{ticket}/messages", Threads.Note(), Header)).Is(HttpStatusCode.Created);
        Assert.Empty((await agent.Caller.GetJsonAsync("/api/approvals")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        Assert.Equal(0, await desk.MessagesOfAsync(ticket));
    }

    [Fact]
    public async Task A_key_of_a_dry_run_is_free_for_the_real_one()
    {
        var agent = await desk.AgentAsync("tags:write");
        var key = ("Idempotency-Key", "tried-first");
        (await agent.Caller.PostJsonAsync("/api/tags", new { name = "tried" }, key, Header)).Is(HttpStatusCode.Created);
        Assert.Equal("created", (await agent.Caller.PostJsonAsync("/api/tags", new { name = "tried" }, key)).Is(HttpStatusCode.Created).Header("Antiphon-Outcome"));
        Assert.Equal("replayed", (await agent.Caller.PostJsonAsync("/api/tags", new { name = "tried" }, key)).Is(HttpStatusCode.Created).Header("Antiphon-Outcome"));
    }

    [Fact]
    public async Task Nobody_else_asks_for_one_and_does_the_thing_by_mistake()
    {
        var (status, body) = ((await desk.Admin.PostJsonAsync("/api/tags", new { name = "for real" }, Header)).Status, (await desk.Admin.GetJsonAsync("/api/tags?search=for real")).Body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.DoesNotContain("for real", JsonNode.Parse(body)!["data"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private Task<long> EventsAsync() => desk.CountAsync(account => Sql.Of($"select count(*) from events where account_id = {account} and actor = 'agent'"));

    private Task<long> TicketsAsync() => desk.CountAsync(account => Sql.Of($"select count(*) from tickets where account_id = {account}"));
}
