using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Integrations.Delivery;
using Antiphon.Integrations.Delivery.Bodies;
using Antiphon.Integrations.Delivery.Sending;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>Deliveries of one ticket leave in order, and those that wait for one before them cost nothing meanwhile.</summary>
[Trait("row", "N05")]
public sealed class DeliveryOrderTests
{
    private static readonly string[] Subjects = ["one", "two", "three", "four"];

    [Fact]
    public async Task A_ticket_keeps_its_order_behind_a_failure_and_others_pass_it_by()
    {
        long? broken = null;
        // The broken one fails only when the others are through: that they do not wait for it is no matter of time.
        var waited = 2 * Subjects.Length;
        var through = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await WebhookReceiver.StartAsync(async (call, http) =>
        {
            if ((long)call["ticket"]!["id"]! != broken)
            {
                if (Interlocked.Decrement(ref waited) == 0)
                {
                    through.SetResult();
                }
            }
            else if (call.Header("X-Antiphon-Attempt") is not "3")
            {
                await through.Task.WaitAsync(http.RequestAborted);
                http.Response.StatusCode = 503;
            }
        });
        await using var desk = await StartAsync(("Webhooks:Retries", "0.3s,0.3s"));
        var tickets = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            tickets.Add((long)(await desk.Admin.OpenTicketAsync())["id"]!);
        }

        broken = tickets[0];
        await desk.HookAsync(receiver, ["ticket-updated"]);
        foreach (var subject in Subjects)
        {
            foreach (var ticket in tickets)
            {
                (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject })).Is(HttpStatusCode.Accepted);
            }
        }

        await desk.SettledAsync();
        foreach (var ticket in tickets)
        {
            var calls = receiver.Calls.Where(call => (long)call["ticket"]!["id"]! == ticket).ToList();
            Assert.Equal([1, 2, 3, 4], calls.Select(call => call.Sequence).Distinct());
            Assert.Equal(calls.Select(call => call.Sequence).Order(), calls.Select(call => call.Sequence));
            Assert.Equal(Subjects[^1], (string)calls[^1]["ticket"]!["subject"]!);
        }

        // The others were through before the broken one had its second.
        Assert.True(receiver.Calls.First(call => (long)call["ticket"]!["id"]! == broken && call.Sequence == 2).Place > receiver.Calls.Last(call => (long)call["ticket"]!["id"]! != broken).Place);
    }

    [Fact]
    public async Task What_stands_behind_a_failure_is_not_touched_by_its_attempts()
    {
        var mended = false;
        await using var receiver = await WebhookReceiver.StartAsync(_ => Volatile.Read(ref mended) ? 200 : 500);
        await using var desk = await StartAsync(("Webhooks:Retries", string.Join(',', Enumerable.Repeat("0.1s", 50))));
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        var hook = await desk.HookAsync(receiver, ["ticket-updated"]);
        foreach (var subject in Subjects)
        {
            (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject })).Is(HttpStatusCode.Accepted);
        }

        Task<List<(string Version, bool IsDue)>> RowsAsync() => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select xmin::text, due_at < 'infinity' from deliveries where account_id = {desk.Account.Id} and integration_id = {hook} order by id",
            row => (row.GetString(0), row.GetBoolean(1)),
            CancellationToken.None));
        await Threads.UntilAsync(async () => (await RowsAsync()).Count == Subjects.Length);
        var before = await RowsAsync();
        Assert.Equal([true, false, false, false], before.Select(row => row.IsDue));
        var listed = (await desk.Admin.GetJsonAsync($"/api/integrations/{hook}/deliveries")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(3, listed.Count(delivery => delivery!["due_datetime"] is null));

        var calls = receiver.Calls.Count;
        await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count >= calls + 3));
        Assert.Equal(before.Skip(1), (await RowsAsync()).Skip(1));
        Volatile.Write(ref mended, true);
        await desk.SettledAsync();
        Assert.Equal([1, 2, 3, 4], receiver.Calls.Select(call => call.Sequence).Distinct());
        Assert.Equal(Subjects[^1], (string)receiver.Calls[^1]["ticket"]!["subject"]!);
        Assert.Equal([1, 1, 1], (await desk.DeliveriesAsync(hook)).Skip(1).Select(delivery => delivery.Attempts));
    }

    [Fact]
    public async Task What_is_written_while_the_one_before_it_ends_follows_it()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync((call, http) => call.Place == 1 ? answer.Task.WaitAsync(http.RequestAborted) : Task.CompletedTask);
        // Time stands still, so it is not the look from time to time that finds it.
        await using var desk = await Desk.StartAsync(builder =>
        {
            Hooks.Allow(builder);
            builder.Services.AddSingleton<TimeProvider>(new TestClock());
        });
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        var hook = await desk.HookAsync(receiver, ["ticket-updated"]);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "first" })).Is(HttpStatusCode.Accepted);
        await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count == 1));

        await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            await using var transaction = await db.BeginAsync(CancellationToken.None);
            var request = new RenderedRequest(new Uri(receiver.Url), new Dictionary<string, string>(), "{}"u8.ToArray(), null);
            var second = new NewDelivery(hook, 1, EventType.TicketUpdated, EventObject.Ticket, ticket, request, null);
            await services.GetRequiredService<DeliveryStore>().AddAsync(desk.Account.Id, [second], new Dictionary<string, int>(), TimeSpan.Zero, CancellationToken.None);
            answer.SetResult();
            // The first one ends, and nobody sees yet that something stands behind it.
            await Threads.UntilAsync(async () => (await desk.DeliveriesAsync(hook)) is [{ State: "delivered" }]);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        await desk.SettledAsync();
        Assert.Equal(2, receiver.Calls.Count);
    }

    [Fact]
    public async Task What_stands_behind_nothing_is_found()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var desk = await StartAsync();
        var hook = await desk.HookAsync(receiver, ["ticket-created"]);
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update deliveries set state = 'pending', finished_at = null, due_at = 'infinity' where account_id = {desk.Account.Id} and integration_id = {hook}", CancellationToken.None));
        // A node looks when it starts, and once a minute.
        await using var other = await Node.StartAsync(desk.ConnectionString, Hooks.Allow);
        await desk.SettledAsync();
        Assert.Equal(2, receiver.Calls.Count);
    }

    [Fact]
    public async Task Who_is_first_is_found_by_one_index_whatever_the_planner_knows()
    {
        await using var desk = await StartAsync();
        var (plan, jit) = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().BatchAsync(
            [
                Sql.Of($"select set_config('jit', 'on', true)"), Planner.InOrder,
                Sql.Of($"explain select {DeliveryOrder.First(Sql.Of($"s"))} from delivery_sequences s"), Sql.Of($"select current_setting('jit')"),
            ],
            async (read, token) =>
            {
                await read.FirstOrDefaultAsync(_ => true, token);
                await read.FirstOrDefaultAsync(_ => true, token);
                return (string.Join('\n', await read.ListAsync(row => row.GetString(0), token)), await read.FirstOrDefaultAsync(row => row.GetString(0), token));
            },
            CancellationToken.None));
        Assert.Contains("using deliveries_order", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        Assert.Equal("off", jit);
    }

    private static Task<Desk> StartAsync(params (string Name, string Value)[] settings) => Desk.StartAsync(builder => Hooks.Allow(builder, settings));
}
