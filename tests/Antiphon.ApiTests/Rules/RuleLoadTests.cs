using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;

namespace Antiphon.ApiTests.Rules;

/// <summary>
/// Many events, many rules, and three nodes, processes of their own, that are killed (kill -9) and come back. ANTIPHON_RULE_LOAD says how many events: 5,000
/// for the whole test, without it 120.
/// </summary>
[Trait("row", "J10")]
[Trait("row", "J12")]
public sealed class RuleLoadTests
{
    private const int Rules = 50;
    private const int Tickets = 25;
    private const int Nodes = 3;
    private const int Writers = 4;
    private const int FewestKills = 3;
    private const int EventsForEachKill = 100;
    private const int Seed = 20_26;

    [Fact]
    public async Task Every_rule_runs_exactly_once_for_every_event_while_nodes_are_killed()
    {
        var events = Environment.GetEnvironmentVariable("ANTIPHON_RULE_LOAD") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : 120;
        var shop = await OpenAsync();
        await using var source = DeskDataSource.Create(shop.ConnectionString);
        var db = new DeskDb(source);
        var started = Stopwatch.GetTimestamp();
        var nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => StartAsync(shop)));
        var kills = Math.Max(FewestKills, events / EventsForEachKill);
        try
        {
            var writing = WriteAsync(shop, nodes, events, TestContext.Current.CancellationToken);
            var random = new Random(Seed);
            for (var kill = 1; kill <= kills; kill++)
            {
                var reached = (long)events * Rules * kill / (kills + 1);
                await Threads.UntilAsync(async () => writing.IsFaulted || await CountAsync(db, shop, Sql.Of($"true")) >= reached);
                var victim = random.Next(Nodes);
                await nodes[victim].KillAsync();
                var dead = nodes[victim];
                nodes[victim] = await StartAsync(shop);
                await dead.DisposeAsync();
            }

            await writing;
            await Threads.UntilAsync(() => db.SingleAsync($"select not exists (select from event_queue where account_id = {shop.Account})", row => row.GetBoolean(0), TestContext.Current.CancellationToken));
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{events} events, {Rules} rules, {kills} kills in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        await EveryRuleRanOnceAsync(db, shop, events);
        await OrderWasKeptAsync(db, shop);
        await TracesAreCompleteAsync(db, shop, events);
    }

    private static async Task EveryRuleRanOnceAsync(DeskDb db, Shop shop, int events)
    {
        // A request that a dying node had answered to nobody is sent again, and still wrote one message.
        Assert.Equal(events, await NumberAsync(db, Sql.Of($"select count(*) from events where account_id = {shop.Account} and type = 'ticket-message-created' and chain = 0")));
        Assert.Equal(events * Rules, await CountAsync(db, shop, Sql.Of($"true")));
        Assert.Equal(events * Rules, await NumberAsync(db, Sql.Of($"select count(distinct (event_id, rule_id)) from rule_runs where account_id = {shop.Account}")));
        Assert.Equal(
            events * Rules / 5, await NumberAsync(db, Sql.Of($"select count(*) from events where account_id = {shop.Account} and type = 'rule-executed' and object_type = 'Rule'")));
        Assert.Equal(0, await NumberAsync(db, Sql.Of($"select count(*) from tickets where account_id = {shop.Account} and cardinality(tag_ids) <> {Rules / 5}")));
    }

    // The runs of a ticket were written in the order of its events, and for each event in the order of the rules.
    private static async Task OrderWasKeptAsync(DeskDb db, Shop shop) => Assert.Equal(0, await NumberAsync(db, Sql.Of(
        $"""
        select count(*) from (
          select event_id, rule_id, lag(event_id) over w earlier_event, lag(rule_id) over w earlier_rule from rule_runs where account_id = {shop.Account}
          window w as (partition by ticket_id order by id)) runs
        where earlier_event > event_id or (earlier_event = event_id and earlier_rule >= rule_id)
        """)));

    private static async Task TracesAreCompleteAsync(DeskDb db, Shop shop, int events)
    {
        Assert.Equal(events * Rules, await CountAsync(db, shop, Sql.Of($"jsonb_array_length(trace -> 'conditions') >= 1")));
        Assert.Equal(events * Rules / 5, await CountAsync(
            db, shop, Sql.Of($"outcome = 'executed' and trace #>> '{{actions,0,outcome}}' = 'done' and jsonb_array_length(trace -> 'actions') = 1")));
        Assert.Equal(events * Rules * 4 / 5, await CountAsync(db, shop, Sql.Of($"outcome = 'not-matched' and jsonb_array_length(trace -> 'actions') = 0")));
    }

    private static Task<NodeProcess> StartAsync(Shop shop) => NodeProcess.StartAsync(shop.ConnectionString, ("Events:Poll", "00:00:00.500"));

    /// <summary>Notes of agents on a few tickets, by a few writers at the same time. Who gets no answer asks another node, with the same key.</summary>
    private static Task WriteAsync(Shop shop, NodeProcess[] nodes, int events, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, events),
        new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancellationToken },
        async (i, token) =>
        {
            using var caller = new HttpClient();
            caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Desk.AdminEmail}:{shop.Key}")));
            caller.DefaultRequestHeaders.Add("Idempotency-Key", $"note-{i}");
            for (var attempt = i; ; attempt++)
            {
                token.ThrowIfCancellationRequested();
                try
                {
                    using var body = new StringContent(Samples.Note($"news {i}").ToJsonString(), Encoding.UTF8, "application/json");
                    using var answer = await caller.PostAsync(new Uri(nodes[attempt % Nodes].Address, $"/api/tickets/{shop.Tickets[i % Tickets]}/messages"), body, token);
                    Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(token));
                    return;
                }
                catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !token.IsCancellationRequested))
                {
                    // The node is dead, or gives no answer in time.
                }
            }
        });

    private static async Task<Shop> OpenAsync()
    {
        await using var desk = await Desk.StartAsync();
        for (var i = 0; i < Rules; i++)
        {
            // One rule in five acts; the tag proves that it did, and its trace that it did once.
            await desk.RuleAsync($"rule {i:00}", "ticket-message-created", i % 5 == 0
                ? $"if (contains(message.text, 'news')) {{ Action('addTags', {{ tags: 'rule-{i:00}' }}) }}"
                : $"if (contains(message.text, 'never {i}') && eq(ticket.status, 'open')) {{ Action('addTags', {{ tags: 'wrong' }}) }}");
        }

        var tickets = new List<long>();
        for (var i = 0; i < Tickets; i++)
        {
            tickets.Add((await desk.ThreadAsync()).Ticket);
        }

        await desk.SettledAsync();
        return new Shop(desk.ConnectionString, desk.Account.Id, desk.AdminKey, tickets);
    }

    private static Task<long> CountAsync(DeskDb db, Shop shop, Sql condition) => NumberAsync(db, Sql.Of($"select count(*) from rule_runs where account_id = {shop.Account} and {condition}"));

    private static Task<long> NumberAsync(DeskDb db, Sql sql) => db.SingleAsync(sql, row => row.GetInt64(0), TestContext.Current.CancellationToken);

    /// <summary>What the desk has set up before it closed.</summary>
    private sealed record Shop(string ConnectionString, long Account, string Key, List<long> Tickets);
}
