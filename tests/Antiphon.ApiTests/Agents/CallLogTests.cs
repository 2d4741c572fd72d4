using System.Collections.Concurrent;
using System.Net;
using Antiphon.Agents.Calls;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.ApiTests.Agents;

/// <summary>Every call is logged with what was decided, why, and by which version.</summary>
[Trait("row", "H03")]
public sealed class CallLogTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_thousand_mixed_calls_are_a_thousand_rows_and_what_was_refused_did_nothing()
    {
        var agent = await desk.AgentAsync("tags:read+write", "tickets:outward hold", "macros:write dry-run");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var seen = new ConcurrentQueue<(string Decision, int Status)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (i, _) =>
        {
            var (decision, answer) = (i % 10) switch
            {
                0 => ("allowed", await agent.Caller.PostJsonAsync("/api/tags", new { name = $"mixed {i}" })),
                1 => ("held", await agent.Caller.SayAsync(ticket, Threads.Reply(channel: "api"))),
                2 => ("dry-run", await agent.Caller.PostJsonAsync("/api/macros", new { name = $"mixed {i}" })),
                3 => ("refused", await agent.Caller.DeleteJsonAsync($"/api/tickets/{ticket}")),
                4 => ("refused", await agent.Caller.SayAsync(ticket, Threads.Note())),
                5 => ("refused", await agent.Caller.PostJsonAsync("/api/keys", new { name = "x" })),
                6 => ("refused", await agent.Caller.GetJsonAsync("/api/no-such-thing")),
                7 => ("allowed", await agent.Caller.PostJsonAsync("/api/tags", "{")),
                8 => ("allowed", await agent.Caller.GetJsonAsync("/api/tags?nonsense=1")),
                _ => ("allowed", await agent.Caller.GetJsonAsync("/api/tags?limit=1")),
            };
            seen.Enqueue((decision, (int)answer.Status));
        });
        var logged = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select decision, status, count(*), bool_and(policy_version = 1 and reason <> '') from agent_calls where account_id = {desk.Account.Id} and agent_id = {agent.Id} group by 1, 2",
            row => (Decision: row.GetString(0), Status: row.GetInt32(1), Count: row.GetInt64(2), IsWhole: row.GetBoolean(3)),
            CancellationToken.None));
        Assert.Equal(1000, logged.Sum(row => row.Count));
        Assert.All(logged, row => Assert.True(row.IsWhole));
        Assert.Equal(
            seen.GroupBy(call => call).Select(call => (call.Key.Decision, call.Key.Status, (long)call.Count())).Order(),
            logged.Select(row => (row.Decision, row.Status, row.Count)).Order());
        Assert.Equal(0, await desk.MessagesOfAsync(ticket));
        (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.OK);
        Assert.Equal(100, await desk.CountAsync(account => Sql.Of($"select count(*) from tags where account_id = {account} and starts_with(name, 'mixed ')")));
        Assert.Equal(0, await desk.CountAsync(account => Sql.Of($"select count(*) from macros where account_id = {account} and starts_with(name, 'mixed ')")));
        // Nothing happened in the agent's name but what was allowed.
        Assert.Equal(100, await desk.CountAsync(account => Sql.Of($"select count(*) from events where account_id = {account} and actor = 'agent' and actor_id = {agent.Id}")));
    }

    [Fact]
    public async Task A_row_says_which_version_decided_and_pages_filter_by_decision()
    {
        var agent = await desk.AgentAsync("tags:read");
        (await agent.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        await desk.SetPolicyAsync(agent, AgentDesk.Policy("users:read"));
        (await agent.Caller.GetJsonAsync("/api/tags?limit=1")).IsRefused("no-grant");
        var calls = await desk.CallsAsync(agent);
        Assert.Equal([("refused", "no-grant", 2, 403), ("allowed", "granted", 1, 200)], calls.Select(call =>
            ((string)call["decision"]!, (string)call["reason"]!, (int)call["policy_version"]!, (int)call["status"]!)));
        Assert.Equal("/api/tags", (string?)calls[0]["path"]);
        Assert.Equal("tags", (string?)calls[0]["resource"]);
        Assert.Equal(["read"], calls[0]["classes"]!.AsArray().Select(one => (string?)one));
        Assert.Single(await desk.CallsAsync(agent, "decision=refused"));
        (await desk.Admin.GetJsonAsync("/api/agents/987654/calls")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_row_is_never_changed()
    {
        var agent = await desk.AgentAsync();
        (await agent.Caller.GetJsonAsync("/api/tags")).IsRefused("no-grant");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update agent_calls set decision = 'allowed' where account_id = {desk.Account.Id} and agent_id = {agent.Id}", CancellationToken.None)));
        Assert.Contains("only added to", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_calls_and_approvals_are_swept_and_recent_ones_stay()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var agent = await own.AgentAsync(AgentDesk.Policy("tags:read", "macros:write hold").And("budgets", new System.Text.Json.Nodes.JsonArray(AgentDesk.Budget("read", 10))));
        (await agent.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await agent.Caller.PostJsonAsync("/api/macros", new { name = "Old" })).Is(HttpStatusCode.Accepted);
        clock.Advance(TimeSpan.FromDays(364));
        (await agent.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        var retention = own.Services.GetRequiredService<CallRetention>();
        Assert.Equal(1, await retention.SweepAsync(TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(3, await retention.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Single(await own.CallsAsync(agent));
        Assert.Empty((await own.Admin.GetJsonAsync("/api/approvals"))["data"]!.AsArray());
    }
}
