using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Events;

/// <summary>How events reach those who act on them: each once, those of one subject in order, and none waits for another subject's.</summary>
public sealed class EventPumpTests
{
    private static readonly string[] Types = [EventType.TicketCreated, EventType.TicketMessageCreated, EventType.TicketSubjectUpdated, EventType.TagCreated];

    private readonly ConcurrentQueue<(string Consumer, QueuedEvent Queued)> handled = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Two_consumers_on_two_nodes_get_every_event_once_and_in_order(int most)
    {
        await using var desk = await Desk.StartAsync(builder => Add(builder, most, "first", "second"));
        await SubscribeAsync(desk, "first", Types);
        await SubscribeAsync(desk, "second", [EventType.TicketSubjectUpdated]);
        await using var other = await Node.StartAsync(desk.ConnectionString, builder => Add(builder, most, "first", "second"));
        var tickets = new List<JsonNode?>();
        for (var i = 0; i < 6; i++)
        {
            tickets.Add((await desk.Admin.OpenTicketAsync())["id"]);
        }

        await Task.WhenAll(tickets.Select(async id =>
        {
            for (var i = 0; i < 10; i++)
            {
                (await desk.Admin.PutJsonAsync($"/api/tickets/{id}", new { subject = $"{i}" })).Is(HttpStatusCode.Accepted);
            }
        }));
        await QueueIsEmptyAsync(desk);
        var written = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select id from events where account_id = {desk.Account.Id} and type = any({Types}) order by id", row => row.GetInt64(0), CancellationToken.None));
        Assert.Equal(written, handled.Where(one => one.Consumer == "first").Select(one => one.Queued.Id).Order());
        Assert.Equal(60, handled.Count(one => one.Consumer == "second"));
        foreach (var subject in handled.GroupBy(one => (one.Consumer, one.Queued.SubjectType, one.Queued.SubjectId)))
        {
            Assert.Equal(subject.Select(one => one.Queued.Id).Order(), subject.Select(one => one.Queued.Id));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task An_event_that_cannot_be_handled_holds_up_its_own_ticket_only_and_comes_again(int most)
    {
        long broken = 0;
        var failures = 0;
        var mended = false;
        await using var desk = await Desk.StartAsync(builder => Add(builder, new EventConsumer("first", most, (_, taken, _) =>
        {
            if (taken.Any(queued => queued.SubjectId == Volatile.Read(ref broken)) && !Volatile.Read(ref mended))
            {
                Interlocked.Increment(ref failures);
                throw new InvalidOperationException("Not yet.");
            }

            foreach (var queued in taken)
            {
                handled.Enqueue(("first", queued));
            }

            return Task.CompletedTask;
        })));
        var bad = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        var good = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        Volatile.Write(ref broken, bad);
        await SubscribeAsync(desk, "first", [EventType.TicketSubjectUpdated]);
        foreach (var ticket in new[] { bad, bad, good, good })
        {
            (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = Guid.NewGuid().ToString() })).Is(HttpStatusCode.Accepted);
        }

        await Threads.UntilAsync(() => Task.FromResult(handled.Count == 2 && Volatile.Read(ref failures) > 0));
        Volatile.Write(ref mended, true);
        await QueueIsEmptyAsync(desk);
        Assert.Equal([good, good, bad, bad], handled.Select(one => one.Queued.SubjectId));
        Assert.Equal(handled.Select(one => one.Queued.Id).Order().Take(2), handled.Skip(2).Select(one => one.Queued.Id));
    }

    [Fact]
    public async Task What_a_consumer_wrote_is_undone_with_the_node_that_dies_and_done_once_by_another()
    {
        using var reached = new SemaphoreSlim(0);
        var never = new TaskCompletionSource();
        await using var desk = await Desk.StartAsync();
        await SubscribeAsync(desk, "writer", [EventType.TicketSubjectUpdated]);
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        var hanging = new EventConsumer("writer", async (services, queued, cancellationToken) =>
        {
            await WriteAsync(services, queued, "half done", cancellationToken);
            reached.Release();
            await never.Task.WaitAsync(cancellationToken);
        });
        await using (var doomed = await Node.StartAsync(desk.ConnectionString, builder =>
        {
            // With a second worker the node would take the event up again itself, as soon as it has new connections.
            builder.Services.Configure<Antiphon.Events.EventOptions>(options => options.Parallel = 1);
            Add(builder, hanging);
        }))
        {
            (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "again" })).Is(HttpStatusCode.Accepted);
            await reached.WaitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, await doomed.CutOffAsync(TestContext.Current.CancellationToken));
            await using var heir = await Node.StartAsync(desk.ConnectionString, builder => Add(builder, new EventConsumer("writer", (services, queued, cancellationToken) => WriteAsync(services, queued, "done", cancellationToken))));
            await QueueIsEmptyAsync(desk);
            never.TrySetCanceled();
        }

        Assert.Equal(["done"], (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}"))["messages"]!.AsArray().Select(message => (string)message!["body_text"]!).Where(text => text.Contains("done", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_is_queued_for_an_account_without_subscriptions_nor_for_history()
    {
        await using var desk = await Desk.StartAsync();
        await desk.Admin.OpenTicketAsync();
        Assert.Equal(0, await QueuedAsync(desk));
        await SubscribeAsync(desk, "nobody", Types);
        await desk.Admin.OpenTicketAsync(body => body["imported"] = true);
        Assert.Equal(0, await QueuedAsync(desk, "Ticket"));
        await desk.Admin.OpenTicketAsync();
        Assert.Equal(2, await QueuedAsync(desk, "Ticket"));
        await SubscribeAsync(desk, "nobody", []);
        await desk.Admin.OpenTicketAsync();
        Assert.Equal(2, await QueuedAsync(desk, "Ticket"));
    }

    private static Task<int> WriteAsync(IServiceProvider services, QueuedEvent queued, string text, CancellationToken cancellationToken) => services.GetRequiredService<DeskDb>().ExecuteAsync(
        $"""
        insert into messages (account_id, ticket_id, public, channel, via, from_agent, body_text, created_at, processed_at)
        values ({queued.AccountId}, {queued.SubjectId}, false, 'internal-note', 'rule', true, {text}, now(), now())
        """,
        cancellationToken);

    private void Add(WebApplicationBuilder builder, int most, params string[] names) =>
        Add(builder, [.. names.Select(name => new EventConsumer(name, most, (_, taken, _) =>
        {
            foreach (var queued in taken)
            {
                handled.Enqueue((name, queued));
            }

            return Task.CompletedTask;
        }))]);

    private static void Add(WebApplicationBuilder builder, params EventConsumer[] consumers)
    {
        builder.Configuration.AddInMemoryCollection([new("Events:Poll", "00:00:00.200")]);
        foreach (var consumer in consumers)
        {
            builder.Services.AddSingleton(consumer);
        }
    }

    private static Task<bool> SubscribeAsync(Desk desk, string consumer, string[] types) => desk.InScopeAsync(async services =>
    {
        await services.GetRequiredService<EventSubscriptions>().SetAsync(desk.Account.Id, consumer, types, CancellationToken.None);
        return true;
    });

    private static Task QueueIsEmptyAsync(Desk desk) => Threads.UntilAsync(async () => await QueuedAsync(desk) == 0);

    private static Task<int> QueuedAsync(Desk desk, string? subjectType = null) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select count(*)::int from event_queue where account_id = {desk.Account.Id} and ({subjectType} is null or subject_type = {subjectType})", row => row.GetInt32(0), CancellationToken.None));
}
