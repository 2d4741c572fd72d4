using System.Globalization;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Rules;

/// <summary>
/// Many events, many rules, three nodes that die and come back: ANTIPHON_RULE_EVENTS says how many events (5,000 for the whole test), without it 250.
/// </summary>
[Trait("row", "J10")]
[Trait("row", "J12")]
public sealed class RuleLoadTests
{
    private const int Rules = 50;
    private const int Tickets = 25;
    private const int Seed = 20_26;

    [Fact]
    public async Task Every_rule_runs_exactly_once_for_every_event_while_nodes_die()
    {
        var events = Environment.GetEnvironmentVariable("ANTIPHON_RULE_EVENTS") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : 250;
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var desk = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Events:Poll", "00:00:00.500")]));
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

        var nodes = new List<Node> { await StartAsync(desk), await StartAsync(desk) };
        var writing = WriteAsync(desk, tickets, events, cancellationToken);
        var random = new Random(Seed);
        var deaths = 0;
        while (!writing.IsCompleted || deaths < 3)
        {
            await Threads.UntilAsync(async () => writing.IsCompleted || await CountAsync(desk, Sql.Of($"select count(*)::int from rule_runs where account_id = {desk.Account.Id}")) >= (deaths + 1) * events * Rules / 8);
            var victim = random.Next(nodes.Count);
            await nodes[victim].CutOffAsync(cancellationToken);
            await nodes[victim].DisposeAsync();
            nodes[victim] = await StartAsync(desk);
            deaths++;
        }

        await writing;
        await desk.SettledAsync();
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        Assert.Equal(events, await CountAsync(desk, Sql.Of($"select count(*)::int from events where account_id = {desk.Account.Id} and type = 'ticket-message-created' and chain = 0")));
        Assert.Equal(events * Rules, await CountAsync(desk, Sql.Of($"select count(*)::int from rule_runs where account_id = {desk.Account.Id}")));
        Assert.Equal(events * Rules, await CountAsync(desk, Sql.Of($"select count(distinct (event_id, rule_id))::int from rule_runs where account_id = {desk.Account.Id}")));
        // Order of each ticket: the runs were written in the order of the events, and for each event in the order of the rules.
        Assert.Equal(0, await CountAsync(desk, Sql.Of(
            $"""
            select count(*)::int from (
              select event_id, rule_id, lag(event_id) over w earlier_event, lag(rule_id) over w earlier_rule from rule_runs where account_id = {desk.Account.Id}
              window w as (partition by ticket_id order by id)) runs
            where earlier_event > event_id or (earlier_event = event_id and earlier_rule >= rule_id)
            """)));
        var acting = events * Rules / 5;
        Assert.Equal(acting, await CountAsync(desk, Sql.Of($"select count(*)::int from rule_runs where account_id = {desk.Account.Id} and outcome = 'executed' and trace #>> '{{actions,0,outcome}}' = 'done'")));
        Assert.Equal(events * Rules, await CountAsync(desk, Sql.Of($"select count(*)::int from rule_runs where account_id = {desk.Account.Id} and jsonb_array_length(trace -> 'conditions') >= 1")));
        Assert.Equal(acting, await CountAsync(desk, Sql.Of($"select count(*)::int from events where account_id = {desk.Account.Id} and type = 'rule-executed' and object_type = 'Rule'")));
        foreach (var ticket in tickets)
        {
            Assert.Equal(Rules / 5, (await desk.SettledTicketAsync(ticket)).TagNames().Length);
        }
    }

    private static Task<Node> StartAsync(Desk desk) => Node.StartAsync(desk.ConnectionString, builder => builder.Configuration.AddInMemoryCollection([new("Events:Poll", "00:00:00.500")]));

    // Notes of agents on a few tickets, by four writers at the same time.
    private static Task WriteAsync(Desk desk, List<long> tickets, int events, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, events),
        new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
        async (i, token) =>
        {
            token.ThrowIfCancellationRequested();
            (await desk.Admin.PostJsonAsync($"/api/tickets/{tickets[i % tickets.Count]}/messages", Samples.Note($"news {i}"))).Is(System.Net.HttpStatusCode.Created);
        });

    private static Task<int> CountAsync(Desk desk, Sql sql) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(sql, row => row.GetInt32(0), CancellationToken.None));
}
