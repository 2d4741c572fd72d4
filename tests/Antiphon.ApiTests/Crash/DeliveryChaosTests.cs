using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Microsoft.AspNetCore.Http;
using Npgsql;
using EventLog = Antiphon.Events.EventLog;

namespace Antiphon.ApiTests.Crash;

/// <summary>
/// Three nodes that are killed again and again, and six receivers of which five do not work as they should. ANTIPHON_CHAOS says how many events; a thousand of
/// them bring a kill.
/// </summary>
[Trait("row", "N05")]
[Trait("row", "P09")]
[UnsupportedOSPlatform("windows")]
public sealed class DeliveryChaosTests
{
    private const string Broken = "broken";
    private const int Tickets = 40;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Secrets:Key"] = Desk.SecretsKey,
        ["Outgoing:AllowedNetworks"] = "127.0.0.0/8",
        ["Outgoing:Timeout"] = "00:00:01",
        ["Webhooks:Lease"] = "00:00:04",
        ["Webhooks:Poll"] = "00:00:00.500",
        // Long enough for a receiver that is down for half of many events, and soon enough for the others.
        ["Webhooks:Retries"] = string.Join(',', [.. Enumerable.Repeat("0.2s", 10), .. Enumerable.Repeat("1s", 15), .. Enumerable.Repeat("20s", 25)]),
        ["Webhooks:DeactivateAfter"] = "100000",
        ["Events:Poll"] = "00:00:00.500",
        ["Logging:LogLevel:Default"] = "Error",
    };

    [Fact]
    public async Task Nothing_is_lost_and_every_ticket_keeps_its_order_whatever_is_killed()
    {
        var events = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_CHAOS") ?? "5000", CultureInfo.InvariantCulture);
        var kills = Math.Max(1, events / 1000);
        var isDown = true;
        await using var good = await Receiver.StartAsync("good", (_, _) => Task.CompletedTask);
        await using var failing = await Receiver.StartAsync("fails one time in three", (call, http) => Status(http, call.Place % 3 == 0 ? 500 : 200));
        await using var hanging = await Receiver.StartAsync("hangs now and then", (call, http) => call.Place % 50 == 7 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted) : Task.CompletedTask);
        await using var closing = await Receiver.StartAsync("closes mid-body", (call, http) => call.Place % 4 == 0 ? BreakOffAsync(http) : Task.CompletedTask);
        await using var limited = await Receiver.StartAsync("limits", (call, http) =>
        {
            http.Response.Headers.RetryAfter = "1";
            return Status(http, call.Place % 10 == 0 ? 429 : 200);
        });
        await using var down = await Receiver.StartAsync("down at first", (_, http) => Status(http, Volatile.Read(ref isDown) ? 503 : 200));
        Receiver[] receivers = [good, failing, hanging, closing, limited, down];

        var connectionString = await Desk.NewDatabaseAsync();
        long account;
        long[] tickets;
        await using (var desk = await Desk.StartAsync(Hooks.Allow, connectionString))
        {
            account = desk.Account.Id;
            tickets = new long[Tickets];
            for (var i = 0; i < Tickets; i++)
            {
                tickets[i] = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
            }

            foreach (var receiver in receivers)
            {
                await desk.HookAsync(receiver.Server, ["ticket-updated"], http => http["form"] = new JsonObject { ["ticket"] = "{{ticket.id}}", ["n"] = "{{event.data.n}}" });
            }
        }

        await using var source = DeskDataSource.Create(connectionString);
        var nodes = new List<DeliveryNode>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                nodes.Add(new DeliveryNode(connectionString, Settings));
            }

            var random = new Random(20_24);
            var started = Stopwatch.GetTimestamp();
            var killed = 0;
            for (var n = 0; n < events; n += Tickets)
            {
                await WriteAsync(source, account, tickets, n / Tickets);
                // The events come at the pace at which they are taken, so that kills fall into the middle of work.
                await Threads.UntilAsync(async () => await QueuedAsync(source) < 4 * Tickets);
                if (killed < kills && n >= (killed + 1) * events / (kills + 1))
                {
                    killed++;
                    await nodes[random.Next(nodes.Count)].KillAsync();
                }

                if (n >= events / 2)
                {
                    Volatile.Write(ref isDown, false);
                }
            }

            await Threads.UntilAsync(async () => await OpenAsync(source, good) == 0);
            var goodIsThrough = Stopwatch.GetElapsedTime(started);
            var others = await OpenAsync(source, null);
            Volatile.Write(ref isDown, false);
            await Threads.UntilAsync(async () => await OpenAsync(source, null) == 0);
            var doubles = receivers.Sum(receiver => receiver.Check(tickets, (events + Tickets - 1) / Tickets, killed));
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{events} events, {killed} kills: the good receiver was through after {goodIsThrough.TotalSeconds:0.0} s, when {others} deliveries to others were open, all after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; {doubles} arrived twice");
            Assert.NotEqual(0, others);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task BreakOffAsync(HttpContext http)
    {
        http.Items[Broken] = true;
        http.Response.ContentLength = 400;
        await http.Response.WriteAsync("half", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    }

    /// <summary>The next event of every ticket.</summary>
    private static Task<int> WriteAsync(NpgsqlDataSource source, long account, long[] tickets, int n) => new DeskDb(source).ExecuteAsync(
        EventLog.Of(Actor.System(account), TimeProvider.System.GetUtcNow(), [.. tickets.Select(ticket => new NewEvent(EventType.TicketUpdated, EventObject.Ticket, ticket, new JsonObject { ["n"] = n }))]),
        TestContext.Current.CancellationToken);

    private static Task<long> QueuedAsync(NpgsqlDataSource source) => new DeskDb(source).SingleAsync($"select count(*) from event_queue", row => row.GetInt64(0), TestContext.Current.CancellationToken);

    /// <summary>What is not delivered yet: of one receiver, or of all.</summary>
    private static Task<long> OpenAsync(NpgsqlDataSource source, Receiver? receiver) => new DeskDb(source).SingleAsync(
        $"""
        select (select count(*) from event_queue) + (select count(*) from deliveries d join http_integrations h using (account_id, integration_id)
          where state = 'pending' and ({receiver?.Server.Url} is null or h.url = {receiver?.Server.Url}))
        """,
        row => row.GetInt64(0),
        TestContext.Current.CancellationToken);

    private sealed class Receiver(string name, WebhookReceiver server, ConcurrentQueue<ReceivedCall> accepted) : IAsyncDisposable
    {
        public WebhookReceiver Server => server;

        public static async Task<Receiver> StartAsync(string name, Func<ReceivedCall, HttpContext, Task> answer)
        {
            var accepted = new ConcurrentQueue<ReceivedCall>();
            var server = await WebhookReceiver.StartAsync(async (call, http) =>
            {
                await answer(call, http);
                if (http.Response.StatusCode is (int)HttpStatusCode.OK && !http.Items.ContainsKey(Broken))
                {
                    accepted.Enqueue(call);
                }
            });
            return new Receiver(name, server, accepted);
        }

        /// <summary>Everything arrived, in the order of its ticket, and what came twice did so with the same id; answers how many those are.</summary>
        public int Check(long[] tickets, int each, int kills)
        {
            var ids = new Dictionary<(string Ticket, long Sequence), string>();
            foreach (var ticket in server.Calls.GroupBy(call => (string)call["ticket"]!))
            {
                // Whatever came, refused or not: a later event never overtook an earlier one.
                Assert.Equal(ticket.Select(call => call.Sequence).Order(), ticket.Select(call => call.Sequence));
                foreach (var call in ticket)
                {
                    Assert.Equal(call.Sequence - 1, long.Parse((string)call["n"]!, CultureInfo.InvariantCulture));
                    Assert.Equal(call.Header("webhook-id"), ids.TryAdd((ticket.Key, call.Sequence), call.Header("webhook-id")!) ? call.Header("webhook-id") : ids[(ticket.Key, call.Sequence)]);
                }
            }

            var arrived = accepted.GroupBy(call => (Ticket: (string)call["ticket"]!, call.Sequence)).ToDictionary(calls => calls.Key, calls => calls.Count());
            Assert.True(arrived.Count == tickets.Length * each, $"{name}: {arrived.Count} of {tickets.Length * each} arrived.");
            Assert.All(arrived.Values, count => Assert.True(count <= 1 + kills));
            return arrived.Values.Sum(count => count - 1);
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
