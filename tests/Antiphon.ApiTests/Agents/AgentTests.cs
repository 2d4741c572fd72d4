using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Changes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;
using static Antiphon.ApiTests.Agents.AgentDesk;

namespace Antiphon.ApiTests.Agents;

/// <summary>Who agents are: made by admins, in their own name, until they are revoked.</summary>
[Trait("row", "H01")]
public sealed class AgentTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_acts_in_its_own_name()
    {
        var agent = await desk.AgentAsync("tags:write", "tickets:read+write");
        var me = (await agent.Caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        Assert.Equal((agent.UserId, "bot"), ((long)me["id"]!, (string)me["role"]!["name"]!));
        var before = await desk.Admin.PositionAsync();
        var tag = (await agent.Caller.PostJsonAsync("/api/tags", new { name = "by the agent" })).Is(HttpStatusCode.Created);
        var written = (await desk.Admin.GetJsonAsync($"/api/events?object_type=Tag&object_id={tag["id"]}")).Is(HttpStatusCode.OK)["data"]![0]!;
        Assert.Equal(agent.UserId, (long)written["user_id"]!);
        Assert.Equal((string?)(await desk.CallsAsync(agent))[0]["context"], (string?)written["context"]);
        var change = (await desk.Admin.ChangesAsync(before)).Single(change => (string?)change["object_type"] is "Tag" && (long)change["object_id"]! == (long)tag["id"]!);
        Assert.Equal(("agent", agent.Id), ((string)change["actor"]!["type"]!, (long)change["actor"]!["id"]!));
        var note = (await agent.Caller.PostJsonAsync($"/api/tickets/{(await desk.Admin.OpenTicketAsync())["id"]}/messages", Samples.Note())).Is(HttpStatusCode.Created);
        Assert.Equal(agent.UserId, (long)note["sender"]!["id"]!);
    }

    [Fact]
    public async Task The_client_makes_reads_changes_and_revokes_agents()
    {
        using var client = desk.Client();
        var made = await client.Agents.CreateAsync(new("Returns", "Answers", new() { Grants = [new("tickets", ["read"])] }), cancellationToken: Cancelled);
        Assert.Equal(64, made.Key.Length);
        Assert.Equal(1, made.Policy.Version);
        var changed = await client.Agents.UpdateAsync(made.Id, new() { Name = "Returns 2", Description = new(null) }, cancellationToken: Cancelled);
        Assert.Equal(("Returns 2", null), (changed.Name, changed.Description));
        var policy = await client.Agents.SetPolicyAsync(
            made.Id, new() { Grants = [new("tickets", ["read", "write"])], Budgets = [new("public-reply", 3, "hour")], RefundCeiling = new(20.5m) }, cancellationToken: Cancelled);
        Assert.Equal((2, 20.5m), (policy.Version, policy.RefundCeiling!.Amount));
        Assert.Equal(2, (await client.Agents.GetAsync(made.Id, cancellationToken: Cancelled)).Policy.Version);
        var versions = new List<int>();
        await foreach (var version in client.Agents.ListPoliciesAsync(made.Id, cancellationToken: Cancelled))
        {
            versions.Add(version.Version);
        }

        Assert.Equal([2, 1], versions);
        using var agent = new AntiphonClient(desk.Address, AntiphonCredentials.ApiKey(made.User.Email, made.Key), new() { MaxRetries = 0 });
        await agent.Tickets.ListPageAsync(cancellationToken: Cancelled);
        var calls = new List<AgentCallResource>();
        await foreach (var call in client.Agents.ListCallsAsync(made.Id, new() { Decision = AgentWords.Allowed }, cancellationToken: Cancelled))
        {
            calls.Add(call);
        }

        Assert.Equal(("/api/tickets", 2), (Assert.Single(calls).Path, calls[0].PolicyVersion));
        Assert.NotNull((await client.Agents.StopAsync(made.Id, cancellationToken: Cancelled)).StoppedDatetime);
        Assert.Null((await client.Agents.ResumeAsync(made.Id, cancellationToken: Cancelled)).StoppedDatetime);

        await client.Agents.RevokeAsync(made.Id, cancellationToken: Cancelled);
        var ended = await Assert.ThrowsAsync<AntiphonException>(() => agent.Tickets.ListPageAsync(cancellationToken: Cancelled));
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        Assert.NotNull((await client.Agents.GetAsync(made.Id, cancellationToken: Cancelled)).RevokedDatetime);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<AntiphonException>(() => client.Agents.RevokeAsync(made.Id, cancellationToken: Cancelled))).StatusCode);
    }

    [Fact]
    public async Task A_further_key_of_an_agent_is_made_like_any_other_and_is_the_agents()
    {
        var agent = await desk.AgentAsync("tags:read");
        var key = (await desk.Admin.PostJsonAsync("/api/keys", new { name = "second", user = new { id = agent.UserId } })).Is(HttpStatusCode.Created);
        using var second = desk.Caller(agent.Email, (string)key["key"]!);
        (await second.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await second.GetJsonAsync("/api/tickets")).IsRefused("no-grant");
        (await desk.Admin.DeleteJsonAsync($"/api/keys/{key["id"]}")).Is(HttpStatusCode.NoContent);
        (await second.GetJsonAsync("/api/tags")).Is(HttpStatusCode.Unauthorized);
        (await agent.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task All_that_is_wrong_with_an_agent_is_said_at_once()
    {
        var grants = new JsonArray(
            new JsonObject { ["resource"] = "apps", ["classes"] = new JsonArray("read") },
            new JsonObject { ["resource"] = "tickets", ["classes"] = new JsonArray("read", "everything"), ["mode"] = "maybe" },
            new JsonObject { ["resource"] = "tickets", ["classes"] = new JsonArray(), ["limits"] = new JsonObject { ["tags"] = new JsonArray(987654) } },
            Grant("customers:read").Within(tags: [1]));
        var budgets = new JsonArray(Budget("public-reply", 1), Budget("public-reply", 2), Budget("replies", -1, "week", "wait"));
        var policy = new JsonObject
        {
            ["grants"] = grants,
            ["budgets"] = budgets,
            ["quiet_hours"] = new JsonObject { ["from"] = "8", ["to"] = "25:00" },
            ["refund_ceiling"] = new JsonObject { ["amount"] = -1 },
        };
        var refused = (await desk.Admin.PostJsonAsync("/api/agents", new JsonObject { ["name"] = " ", ["policy"] = policy })).Is(HttpStatusCode.BadRequest);
        foreach (var path in new[]
        {
            "name", "policy.grants.0.resource", "policy.grants.1.classes.1", "policy.grants.1.mode", "policy.grants.2.classes", "policy.grants.2.limits.tags", "policy.grants.3.limits",
            "policy.budgets.1.kind", "policy.budgets.2.kind", "policy.budgets.2.most", "policy.budgets.2.per", "policy.budgets.2.then", "policy.quiet_hours.from", "policy.quiet_hours.to",
            "policy.refund_ceiling.amount",
        })
        {
            Assert.True(refused.ErrorsAt(path).Length > 0, $"{path}: {refused.Body}");
        }

        var agent = await desk.AgentAsync();
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/agents/{agent.Id}/policy", new { })).Is(HttpStatusCode.BadRequest).ErrorsAt("grants"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/agents/{agent.Id}", new { name = (string?)null })).Is(HttpStatusCode.BadRequest).ErrorsAt("name"));
    }

    [Fact]
    public async Task Every_change_of_an_agent_is_an_event_of_the_account()
    {
        var agent = await desk.AgentAsync();
        await desk.SetPolicyAsync(agent, Policy("tags:read"));
        (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/stop", null)).Is(HttpStatusCode.OK);
        (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/resume", null)).Is(HttpStatusCode.OK);
        (await desk.Admin.DeleteJsonAsync($"/api/agents/{agent.Id}")).Is(HttpStatusCode.NoContent);
        var events = (await desk.Admin.GetJsonAsync("/api/events?types=account-updated&order_by=created_datetime:asc&limit=100")).Is(HttpStatusCode.OK);
        var changes = events["data"]!.AsArray().Select(item => item!["data"]!).Where(data => (long?)data["agent"]?["id"] == agent.Id).ToList();
        Assert.Equal(["agent-created", "agent-policy-changed", "agent-stopped", "agent-resumed", "agent-revoked"], changes.Select(data => (string?)data["change"]));
        Assert.Equal(2, (int)changes[1]["policy_version"]!);
    }
}
