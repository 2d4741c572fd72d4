using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Antiphon.Agents.Stopping;
using Antiphon.ApiTests.Changes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.ApiTests.Agents;

/// <summary>An agent that is stopped does nothing more, on any node, and what it was doing is undone.</summary>
[Trait("row", "N11")]
public sealed class KillSwitchTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_in_flight_on_another_node_is_stopped_within_a_second_and_undone(bool isAll)
    {
        await using var node = await Node.StartAsync(desk.ConnectionString);
        var agent = await desk.AgentAsync("tickets:write");
        using var elsewhere = new HttpClient { BaseAddress = node.Address };
        elsewhere.DefaultRequestHeaders.Authorization = agent.Caller.DefaultRequestHeaders.Authorization;
        var ticket = (await desk.ThreadAsync()).Ticket;
        // The node has to listen before it can hear.
        await Threads.UntilAsync(() => Task.FromResult(node.Services.GetRequiredService<Announcements>().IsListening));

        await using var connection = new NpgsqlConnection(desk.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var inTheWay = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand($"select from tickets where account_id = {desk.Account.Id} and id = {ticket} for update", connection, inTheWay))
        {
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var inFlight = elsewhere.SayAsync(ticket, Threads.Note());
        await Threads.UntilAsync(async () => await desk.CountAsync(_ => Sql.Of($"select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")) > 0);
        Assert.False(inFlight.IsCompleted);

        var watch = Stopwatch.StartNew();
        (await desk.Admin.PostJsonAsync(isAll ? "/api/agents/stop" : $"/api/agents/{agent.Id}/stop", null)).Is(HttpStatusCode.OK);
        (await inFlight).IsRefused("stopped");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await inTheWay.RollbackAsync(TestContext.Current.CancellationToken);

        (await elsewhere.GetJsonAsync($"/api/tickets/{ticket}")).IsRefused("stopped");
        (await agent.Caller.SayAsync(ticket, Threads.Note())).IsRefused("stopped");
        Assert.Equal(0, await desk.MessagesOfAsync(ticket));
        Assert.Equal(["stopped", "stopped", "stopped"], (await desk.CallsAsync(agent)).Select(call => (string?)call["reason"]));

        (await desk.Admin.PostJsonAsync(isAll ? "/api/agents/resume" : $"/api/agents/{agent.Id}/resume", null)).Is(HttpStatusCode.OK);
        (await agent.Caller.SayAsync(ticket, Threads.Note())).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task When_a_stop_is_answered_nothing_of_the_agent_is_committed_any_more()
    {
        var agent = await desk.AgentAsync("tags:write");
        for (var round = 0; round < 5; round++)
        {
            var prefix = $"race {round} ";
            var calls = Enumerable.Range(0, 12).Select(i => agent.Caller.PostJsonAsync("/api/tags", new { name = prefix + i })).ToList();
            await Task.WhenAny(calls);
            (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/stop", null)).Is(HttpStatusCode.OK);
            var atOnce = await CountAsync(prefix);
            var answers = await Task.WhenAll(calls);
            Assert.Equal(atOnce, await CountAsync(prefix));
            Assert.Equal(atOnce, answers.Count(answer => answer.Status is HttpStatusCode.Created));
            Assert.All(answers.Where(answer => answer.Status is not HttpStatusCode.Created), answer => answer.IsRefused("stopped"));
            (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/resume", null)).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task All_are_stopped_those_too_that_are_made_meanwhile_and_one_that_was_stopped_alone_stays_so()
    {
        await using var own = await Desk.StartAsync();
        var (first, second) = (await own.AgentAsync("tags:read"), await own.AgentAsync("tags:read"));
        (await own.Admin.PostJsonAsync($"/api/agents/{first.Id}/stop", null)).Is(HttpStatusCode.OK);
        Assert.NotNull((await own.Admin.PostJsonAsync("/api/agents/stop", null)).Is(HttpStatusCode.OK)["stopped_datetime"]);
        var third = await own.AgentAsync("tags:read");
        (await second.Caller.GetJsonAsync("/api/tags")).IsRefused("stopped");
        (await third.Caller.GetJsonAsync("/api/tags")).IsRefused("stopped");
        (await own.Admin.PostJsonAsync("/api/agents/resume", null)).Is(HttpStatusCode.OK);
        (await first.Caller.GetJsonAsync("/api/tags")).IsRefused("stopped");
        (await second.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await third.Caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_long_read_and_a_stream_end_with_the_agent()
    {
        var agent = await desk.AgentAsync("events:read");
        var waiting = agent.Caller.GetJsonAsync($"/api/changes?after={await desk.Admin.PositionAsync()}&object_types=CustomField&wait=30");
        using var stream = await agent.Caller.GetAsync("/api/live", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        await using var body = await stream.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/stop", null)).Is(HttpStatusCode.OK);
        await EndOfAsync(body);
        (await agent.Caller.GetJsonAsync("/api/changes")).IsRefused("stopped");
        (await waiting).IsRefused("stopped");
    }

    [Fact]
    public async Task A_call_that_is_still_being_sent_is_refused_like_any_other()
    {
        var agent = await desk.AgentAsync("tickets:write");
        var half = new Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tickets") { Content = new StreamContent(half.Reader.AsStream()) { Headers = { ContentType = new("application/json") } } };
        var sending = agent.Caller.SendAsync(request, TestContext.Current.CancellationToken);
        // More than the client keeps before it sends anything.
        await half.Writer.WriteAsync(Encoding.UTF8.GetBytes($"{{\"channel\": \"email\", \"messages\": [{new string(' ', 100_000)}"), TestContext.Current.CancellationToken);
        await Threads.UntilAsync(() => Task.FromResult(desk.Services.GetRequiredService<RunningCalls>().Count > 0));
        (await desk.Admin.PostJsonAsync($"/api/agents/{agent.Id}/stop", null)).Is(HttpStatusCode.OK);
        await Threads.UntilAsync(async () => (await desk.CallsAsync(agent)).Count > 0);
        Assert.Equal("stopped", (string?)Assert.Single(await desk.CallsAsync(agent))["reason"]);
        // A client may read the answer only after it has sent everything.
        await half.Writer.CompleteAsync();
        using var answer = await sending;
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task EndOfAsync(Stream body)
    {
        var buffer = new byte[4096];
        try
        {
            while (await body.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Cut off in the middle, which is an end as well.
        }
    }

    private Task<long> CountAsync(string prefix) => desk.CountAsync(account => Sql.Of($"select count(*) from tags where account_id = {account} and starts_with(name, {prefix})"));
}
