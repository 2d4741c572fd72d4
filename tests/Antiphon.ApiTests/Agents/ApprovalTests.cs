using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.OAuth;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Agents.AgentDesk;

namespace Antiphon.ApiTests.Agents;

/// <summary>Calls that wait for a person: as they were asked, once, or not at all.</summary>
[Trait("row", "N11")]
public sealed class ApprovalTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_held_call_waits_and_then_runs_as_it_was_asked_as_the_agent()
    {
        var agent = await desk.AgentAsync("tickets:outward hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var held = (await agent.Caller.SayAsync(ticket, Threads.Reply("Exactly this.", "api"))).Is(HttpStatusCode.Accepted);
        Assert.Equal(("pending", "needs-approval"), ((string)held["status"]!, (string)held["reason"]!));
        Assert.Equal((string?)held["uri"], held.Header("Location"));
        Assert.Equal("Exactly this.", (string?)held["body"]!["body_text"]);
        Assert.Equal(0, await desk.MessagesOfAsync(ticket));

        using var lead = await desk.LeadAsync();
        var listed = (await lead.GetJsonAsync($"/api/approvals?status=pending&agent_id={agent.Id}")).Is(HttpStatusCode.OK);
        Assert.Equal((long)held["id"]!, (long)Assert.Single(listed["data"]!.AsArray())!["id"]!);
        var approved = (await lead.PostJsonAsync($"/api/approvals/{held["id"]}/approve", new { note = "fine" })).Is(HttpStatusCode.OK);
        Assert.Equal(("approved", "fine", 201), ((string)approved["status"]!, (string)approved["note"]!, (int)approved["answer"]!["status"]!));
        Assert.NotNull(approved["decided_by"]);

        var message = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}/messages/{approved["answer"]!["body"]!["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal(("Exactly this.", agent.UserId), ((string)message["body_text"]!, (long)message["sender"]!["id"]!));
        // The agent learns what became of it.
        Assert.Equal("approved", (string?)(await agent.Caller.GetJsonAsync($"/api/approvals/{held["id"]}")).Is(HttpStatusCode.OK)["status"]);
        var calls = await desk.CallsAsync(agent);
        Assert.Equal(["own", "approved", "needs-approval"], calls.Select(call => (string?)call["reason"]));
        Assert.Equal((long)held["id"]!, (long)calls[1]["approval_id"]!);
        Assert.Equal("agent", await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select actor from events where account_id = {desk.Account.Id} and context = {Guid.Parse((string)calls[1]["context"]!)} limit 1", row => row.GetString(0), CancellationToken.None)));
    }

    [Fact]
    public async Task Of_many_who_approve_at_once_one_does_and_the_call_happens_once()
    {
        var agent = await desk.AgentAsync("tickets:outward hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var id = (long)(await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted)["id"]!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.Admin.PostJsonAsync($"/api/approvals/{id}/approve", new { })));
        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.Status is HttpStatusCode.Conflict));
        (await desk.Admin.PostJsonAsync($"/api/approvals/{id}/deny", new { })).Is(HttpStatusCode.Conflict);
        Assert.Equal(1, await desk.MessagesOfAsync(ticket));
    }

    [Fact]
    public async Task A_denied_call_never_happens()
    {
        var agent = await desk.AgentAsync("tickets:outward hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var id = (long)(await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted)["id"]!;
        Assert.Equal("denied", (string?)(await desk.Admin.PostJsonAsync($"/api/approvals/{id}/deny", new { note = "no" })).Is(HttpStatusCode.OK)["status"]);
        (await desk.Admin.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.Conflict);
        Assert.Equal(0, await desk.MessagesOfAsync(ticket));
    }

    [Fact]
    [Trait("row", "E21")]
    public async Task Who_decided_is_in_the_audit_log()
    {
        var agent = await desk.AgentAsync("tickets:outward hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        foreach (var (word, action) in new[] { ("approve", "agent-call-approved"), ("deny", "agent-call-denied") })
        {
            var id = (long)(await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted)["id"]!;
            (await desk.Admin.PostJsonAsync($"/api/approvals/{id}/{word}", new { })).Is(HttpStatusCode.OK);
            var row = Assert.Single(await desk.AuditAsync($"object_type=AgentApproval&object_id={id}"));
            Assert.Equal((action, "api-key", desk.Account.OwnerUserId), (row.Text("action"), row.Text("actor"), (long?)row["user_id"]));
        }
    }

    [Fact]
    [Trait("row", "E21")]
    public async Task An_agent_that_approves_its_own_call_is_refused_and_that_is_in_the_audit_log()
    {
        var agent = await desk.AgentAsync("tickets:read+outward hold", "account:read");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var id = (long)(await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted)["id"]!;
        foreach (var word in new[] { "approve", "deny" })
        {
            var before = await desk.LastAuditAsync();
            (await agent.Caller.PostJsonAsync($"/api/approvals/{id}/{word}", new { })).Is(HttpStatusCode.Forbidden);
            var row = Assert.Single(await desk.AuditAsync(), row => (long)row["id"]! > before);
            Assert.Equal(("request-refused", agent.UserId, $"{id}"), (row.Text("action"), (long)row["user_id"]!, (string)row["data"]!["id"]!));
            Assert.EndsWith($"/approvals/{{id:long}}/{word}", (string?)row["data"]!["route"], StringComparison.Ordinal);
        }

        Assert.Equal("pending", (string?)(await desk.Admin.GetJsonAsync($"/api/approvals/{id}")).Is(HttpStatusCode.OK)["status"]);
        Assert.Equal(0, await desk.MessagesOfAsync(ticket));
    }

    [Fact]
    public async Task The_client_lists_reads_approves_and_denies()
    {
        var agent = await desk.AgentAsync("tags:write hold");
        using var client = desk.Client();
        var ids = new List<long>();
        foreach (var name in new[] { "by client 1", "by client 2" })
        {
            ids.Add((long)(await agent.Caller.PostJsonAsync("/api/tags", new { name })).Is(HttpStatusCode.Accepted)["id"]!);
        }

        var waiting = new List<long>();
        await foreach (var approval in client.Approvals.ListAsync(new() { Status = AgentWords.Pending, AgentId = agent.Id }, cancellationToken: TestContext.Current.CancellationToken))
        {
            waiting.Add(approval.Id);
        }

        Assert.Equal(ids.Order(), waiting.Order());
        Assert.Equal(201, (await client.Approvals.ApproveAsync(ids[0], cancellationToken: TestContext.Current.CancellationToken)).Answer!.Status);
        Assert.Equal("no", (await client.Approvals.DenyAsync(ids[1], new("no"), cancellationToken: TestContext.Current.CancellationToken)).Note);
        Assert.Equal(AgentWords.Denied, (await client.Approvals.GetAsync(ids[1], cancellationToken: TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_call_that_has_waited_too_long_has_expired()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var agent = await own.AgentAsync("tickets:outward hold");
        var ticket = (await own.ThreadAsync()).Ticket;
        var id = (long)(await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted)["id"]!;
        clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("expired", (string?)(await own.Admin.GetJsonAsync($"/api/approvals/{id}")).Is(HttpStatusCode.OK)["status"]);
        Assert.Empty((await own.Admin.GetJsonAsync("/api/approvals?status=pending")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        (await own.Admin.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.Conflict);
        Assert.Equal(0, await own.MessagesOfAsync(ticket));
    }

    [Fact]
    public async Task A_call_that_is_wrong_in_itself_does_not_wait()
    {
        var agent = await desk.AgentAsync("tickets:write hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        Assert.NotEmpty((await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}", new { status = "ajar" })).Is(HttpStatusCode.BadRequest).ErrorsAt("status"));
        Assert.Empty((await agent.Caller.GetJsonAsync("/api/approvals")).Is(HttpStatusCode.OK)["data"]!.AsArray());
    }

    [Fact]
    public async Task A_call_that_is_no_longer_possible_when_it_is_approved_has_failed()
    {
        var agent = await desk.AgentAsync("tickets:write hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var id = (long)(await agent.Caller.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "later" })).Is(HttpStatusCode.Accepted)["id"]!;
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.NoContent);
        var failed = (await desk.Admin.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.OK);
        Assert.Equal(("failed", 404), ((string)failed["status"]!, (int)failed["answer"]!["status"]!));
    }

    [Fact]
    public async Task A_call_that_is_sent_again_under_its_key_waits_once_and_happens_once()
    {
        var agent = await desk.AgentAsync("tags:write hold");
        var key = ("Idempotency-Key", "one-tag");
        var first = (await agent.Caller.PostJsonAsync("/api/tags", new { name = "held tag" }, key)).Is(HttpStatusCode.Accepted);
        var again = (await agent.Caller.PostJsonAsync("/api/tags", new { name = "held tag" }, key)).Is(HttpStatusCode.Accepted);
        Assert.Equal((long)first["id"]!, (long)again["id"]!);
        (await agent.Caller.PostJsonAsync("/api/tags", new { name = "another tag" }, key)).IsRefused("key-in-use");
        (await desk.Admin.PostJsonAsync($"/api/approvals/{first["id"]}/approve", new { })).Is(HttpStatusCode.OK);
        Assert.Equal("approved", (string?)(await agent.Caller.PostJsonAsync("/api/tags", new { name = "held tag" }, key)).Is(HttpStatusCode.Accepted)["status"]);
        Assert.Single((await desk.Admin.GetJsonAsync("/api/tags?search=held tag"))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_used_up_budget_may_hold_and_what_is_approved_counts()
    {
        var agent = await desk.AgentAsync(Policy("tickets:outward").And("budgets", new JsonArray(Budget("public-reply", 1, then: "hold"))));
        var ticket = (await desk.ThreadAsync()).Ticket;
        (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Created);
        var held = (await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted);
        Assert.Equal("budget-used-up", (string?)held["reason"]);
        (await desk.Admin.PostJsonAsync($"/api/approvals/{held["id"]}/approve", new { })).Is(HttpStatusCode.OK);
        Assert.Equal(2, await desk.MessagesOfAsync(ticket));
        Assert.Equal(2, await desk.CountAsync(account => Sql.Of($"select sum(amount) from agent_spendings where account_id = {account} and agent_id = {agent.Id} and kind = 'public-reply'")));
    }

    [Fact]
    public async Task What_is_no_longer_granted_or_allowed_is_not_done_by_approval()
    {
        var agent = await desk.AgentAsync("tickets:outward hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var id = (long)(await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted)["id"]!;
        await desk.SetPolicyAsync(agent, Policy("tickets:read"));
        Assert.Contains("no grant", (string?)(await desk.Admin.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.Conflict)["error"]!["msg"], StringComparison.Ordinal);
        await desk.SetPolicyAsync(agent, Policy("tickets:outward hold"));
        (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/stop", null)).Is(HttpStatusCode.OK);
        Assert.Contains("stopped", (string?)(await desk.Admin.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.Conflict)["error"]!["msg"], StringComparison.Ordinal);
        (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/resume", null)).Is(HttpStatusCode.OK);
        (await desk.Admin.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.OK);
        Assert.Equal(1, await desk.MessagesOfAsync(ticket));
    }

    [Fact]
    public async Task Only_leads_and_admins_decide_and_only_in_person()
    {
        var agent = await desk.AgentAsync("tickets:outward hold");
        var id = (long)(await agent.Caller.SayAsync((await desk.ThreadAsync()).Ticket, Threads.Reply(channel: "api"))).Is(HttpStatusCode.Accepted)["id"]!;
        using var basic = await desk.AsRoleAsync(Roles.Basic);
        (await basic.GetJsonAsync($"/api/approvals/{id}")).Is(HttpStatusCode.Forbidden);
        (await basic.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.Forbidden);
        var app = await desk.RegisterAsync("write:all");
        using var program = await desk.AsAppAsync(app, Desk.AdminEmail, "write:all");
        (await program.PostJsonAsync($"/api/approvals/{id}/approve", new { })).Is(HttpStatusCode.Forbidden);
        (await program.PostJsonAsync($"/api/approvals/{id}/deny", new { })).Is(HttpStatusCode.Forbidden);
        var other = await desk.AgentAsync("tickets:outward hold");
        (await other.Caller.GetJsonAsync($"/api/approvals/{id}")).Is(HttpStatusCode.NotFound);
    }
}
