using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Changes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Identity;
using static Antiphon.ApiTests.Agents.AgentDesk;

namespace Antiphon.ApiTests.Agents;

/// <summary>The ways in which an agent with every grant there is might get more: each is refused, and stands in the log.</summary>
[Trait("row", "N11")]
[Trait("row", "H02")]
public sealed class EscalationTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly string[] EveryGrant = [.. AgentWords.Resources.Select(resource => $"{resource}:read+write+outward+destructive")];

    [Fact]
    public async Task An_agent_cannot_help_itself_to_more()
    {
        var agent = await desk.AgentAsync(EveryGrant);
        var waiting = await desk.AgentAsync("tags:write hold");
        var held = (await waiting.Caller.PostJsonAsync("/api/tags", new { name = "own yes" })).Is(HttpStatusCode.Accepted);
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, $"/api/approvals/{held["id"]}/approve", new { }),
            (HttpMethod.Put, $"/api/agents/{agent.Id}/policy", Policy(EveryGrant)),
            (HttpMethod.Put, $"/api/agents/{agent.Id}", new { name = "Admin" }),
            (HttpMethod.Post, $"/api/agents/{agent.Id}/resume", null),
            (HttpMethod.Post, "/api/agents/resume", null),
            (HttpMethod.Post, "/api/agents", new { name = "A friend" }),
            (HttpMethod.Delete, $"/api/agents/{waiting.Id}", null),
            (HttpMethod.Get, $"/api/agents/{agent.Id}/calls", null),
            (HttpMethod.Post, "/api/keys", new { name = "mine" }),
            (HttpMethod.Post, "/api/keys", new { name = "the owner's", user = new { id = desk.Account.OwnerUserId } }),
            (HttpMethod.Put, "/api/users/0", new { role = new { name = Roles.Admin } }),
            (HttpMethod.Put, $"/api/users/{agent.UserId}", new { new_password = "a password to sign in with" }),
            (HttpMethod.Post, "/api/users", new { email = "new@acme.example", name = "New", role = new { name = Roles.Admin } }),
            (HttpMethod.Post, "/admin/oauth/apps", new { name = "App", redirect_uris = new[] { "https://app.example/" }, scopes = new[] { "write:all" } }),
            (HttpMethod.Post, "/api/integrations", Samples.Integration("Elsewhere")),
        })
        {
            (await agent.Caller.CallAsync(method, path, body)).IsRefused("not-for-agents");
        }

        (await waiting.Caller.PostJsonAsync($"/api/approvals/{held["id"]}/approve", new { })).IsRefused("not-for-agents");
        Assert.Equal("pending", (string?)(await desk.Admin.GetJsonAsync($"/api/approvals/{held["id"]}"))["status"]);
        Assert.Equal(15, (await desk.CallsAsync(agent, "limit=100&decision=refused")).Count);
    }

    [Fact]
    public async Task Whatever_role_its_user_is_given_an_agent_is_held_by_its_grants()
    {
        var agent = await desk.AgentAsync("tags:read");
        (await desk.Admin.PutJsonAsync($"/api/users/{agent.UserId}", new { role = new { name = Roles.Admin } })).Is(HttpStatusCode.Accepted);
        (await agent.Caller.GetJsonAsync("/api/tickets")).IsRefused("no-grant");
        (await agent.Caller.PostJsonAsync("/api/keys", new { name = "mine" })).IsRefused("not-for-agents");
        (await desk.Admin.DeleteJsonAsync($"/api/users/{agent.UserId}")).Is(HttpStatusCode.NoContent);
        (await agent.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.Unauthorized);
        Assert.NotNull((await desk.Admin.GetJsonAsync($"/api/agents/{agent.Id}")).Is(HttpStatusCode.OK)["revoked_datetime"]);
    }

    [Fact]
    public async Task Feeds_and_searches_show_nothing_that_only_a_limited_grant_reaches()
    {
        var tag = (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name = "limited" })).Is(HttpStatusCode.Created)["id"]!;
        var agent = await desk.AgentAsync(PolicyOf(Grant("events:read"), Grant("tickets:read").Within(tags: [tag])));
        var after = await desk.Admin.PositionAsync();
        var told = $"created Ticket {(await desk.Admin.OpenTicketAsync())["id"]}";
        Assert.DoesNotContain(told, await agent.Caller.SaidAsync(after));
        Assert.Contains(told, await (await desk.AgentAsync("events:read", "tickets:read")).Caller.SaidAsync(after));
    }

    [Fact]
    public async Task A_failed_message_is_not_a_way_around_the_budget_of_replies()
    {
        var agent = await desk.AgentAsync(Policy("tickets:write+outward").And("budgets", new JsonArray(Budget("public-reply", 0))));
        var ticket = (await desk.ThreadAsync()).Ticket;
        var failed = await agent.Caller.SaidAsync(ticket, Threads.Reply().With("imported", true).With("failed_datetime", "2024-01-01T00:00:00Z"));
        (await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}/messages/{failed["id"]}?action=retry", new { channel = "email", from_agent = true })).IsRefused("budget-used-up");
    }
}
