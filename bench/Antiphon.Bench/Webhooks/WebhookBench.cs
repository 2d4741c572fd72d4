using System.Collections.Concurrent;
using System.Diagnostics;
using Antiphon.Bench.Seeding;
using Antiphon.Bench.Servers;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Npgsql;
using EventLog = Antiphon.Events.EventLog;

namespace Antiphon.Bench.Webhooks;

/// <summary>
/// How soon an event reaches a local receiver when five hundred happen in a second, and how many deliveries a second one node makes when many wait. The events
/// are written into the log as operations write them, in a transaction each.
/// </summary>
internal sealed class WebhookBench(BenchOptions options, Action<string> say)
{
    public const string Verb = "webhooks";

    private const int PerSecond = 500;
    private const int Writers = 4;
    private const int Tickets = 2_000;
    private const int Backlog = 20 * Tickets;

    // Until what runs often is compiled for good.
    private const int WarmUp = 15 * Tickets;

    private static readonly Dictionary<string, string> Settings = new() { ["Outgoing__AllowedNetworks"] = "127.0.0.0/8" };

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var database = await BenchDatabase.OpenAsync(options, say, cancellationToken);
        await using var receiver = await BenchReceiver.StartAsync(cancellationToken);
        await using var source = DeskDataSource.Create(database.ConnectionString);
        var db = new DeskDb(source);
        var account = await db.SingleAsync($"select account_id from accounts where domain = {Seed.SmallDomain}", row => row.GetInt64(0), cancellationToken);
        await ForgetAsync(db, account, cancellationToken);
        await AddAsync(db, account, receiver.Url, cancellationToken);
        try
        {
            long[] tickets = [.. await db.ListAsync($"select id from tickets where account_id = {account} order by id desc limit {Tickets}", row => row.GetInt64(0), cancellationToken)];
            await using var server = await ServerProcess.StartAntiphonAsync(database.ConnectionString, Settings, cancellationToken);
            await DrainAsync(db, receiver, account, tickets, WarmUp, cancellationToken);
            var (drained, processor) = await MeasuredDrainAsync(db, server, receiver, account, tickets, cancellationToken);
            await PaceAsync(source, account, tickets, receiver, seconds: 2, cancellationToken);
            var delays = await PaceAsync(source, account, tickets, receiver, options.Seconds, cancellationToken);
            return $"""
                | webhooks to one local receiver | |
                |---|---:|
                | deliveries a second, {Backlog:N0} waiting | {Backlog / drained.TotalSeconds:N0} |
                | processor time of the server per delivery | {processor.TotalMicroseconds / Backlog:N0} µs |
                | commit to first byte at {PerSecond} events/s, p50 | {At(delays, 0.5):N1} ms |
                | p99 | {At(delays, 0.99):N1} ms |
                | slowest of {delays.Count:N0} | {delays[^1]:N1} ms |

                """;
        }
        finally
        {
            await ForgetAsync(db, account, CancellationToken.None);
        }
    }

    private static double At(List<double> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];

    private static async Task AddAsync(DeskDb db, long account, string url, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync($"insert into event_subscriptions (account_id, consumer, type) values ({account}, 'webhooks', {EventType.TicketUpdated}) on conflict do nothing", cancellationToken);
        string[] triggers = [EventType.TicketUpdated];
        await db.ExecuteAsync(
            $"""
            with added as (insert into integrations (account_id, type, name, created_at, updated_at) values ({account}, 'http', 'bench', now(), now()) returning id)
            insert into http_integrations (account_id, integration_id, url, method, request_content_type, response_content_type, triggers)
            select {account}, id, {url}, 'POST', 'application/json', 'application/json', {triggers} from added
            """,
            cancellationToken);
    }

    // Also what a run left that was broken off, which would come before everything else.
    private static async Task ForgetAsync(DeskDb db, long account, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync($"delete from event_subscriptions where account_id = {account} and consumer = 'webhooks'", cancellationToken);
        await db.ExecuteAsync($"delete from event_queue where account_id = {account} and consumer = 'webhooks'", cancellationToken);
        await db.ExecuteAsync($"delete from integrations where account_id = {account} and name = 'bench'", cancellationToken);
    }

    private static async Task DrainAsync(DeskDb db, BenchReceiver receiver, long account, long[] tickets, int events, CancellationToken cancellationToken)
    {
        var before = receiver.Count;
        for (var written = 0; written < events; written += Tickets)
        {
            await db.ExecuteAsync(EventLog.Of(Actor.System(account), TimeProvider.System.Now(), [.. tickets.Select(Updated)]), cancellationToken);
        }

        await receiver.UntilAsync(before + events, cancellationToken);
    }

    private static async Task<(TimeSpan Time, TimeSpan Processor)> MeasuredDrainAsync(
        DeskDb db, ServerProcess server, BenchReceiver receiver, long account, long[] tickets, CancellationToken cancellationToken)
    {
        var (started, processor) = (Stopwatch.GetTimestamp(), server.ProcessorTime);
        await DrainAsync(db, receiver, account, tickets, Backlog, cancellationToken);
        return (Stopwatch.GetElapsedTime(started), server.ProcessorTime - processor);
    }

    /// <summary>Writes events at an even pace and answers how long each was on its way, in milliseconds, the shortest first.</summary>
    private static async Task<List<double>> PaceAsync(NpgsqlDataSource source, long account, long[] tickets, BenchReceiver receiver, double seconds, CancellationToken cancellationToken)
    {
        var before = receiver.Count;
        var committed = new ConcurrentDictionary<long, long>();
        var each = (int)(PerSecond * seconds / Writers);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var db = new DeskDb(source);
            var random = new Random(writer);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)Writers / PerSecond));
            for (var i = 0; i < each; i++)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                var log = EventLog.Of(Actor.System(account), TimeProvider.System.Now(), [Updated(tickets[random.Next(tickets.Length)])]);
                var id = await db.SingleAsync($"{log} returning id", row => row.GetInt64(0), cancellationToken);
                committed[id] = Stopwatch.GetTimestamp();
            }
        }));
        await receiver.UntilAsync(before + (each * Writers), cancellationToken);
        return [.. committed.Select(one => Math.Max(0, Stopwatch.GetElapsedTime(one.Value, receiver.ArrivalOf(one.Key) ?? long.MaxValue).TotalMilliseconds)).Order()];
    }

    private static NewEvent Updated(long ticket) => new(EventType.TicketUpdated, EventObject.Ticket, ticket);
}
