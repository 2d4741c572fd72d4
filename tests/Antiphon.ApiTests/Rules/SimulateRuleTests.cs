using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Rules;

/// <summary>What a rule would have done.</summary>
[Trait("row", "N09")]
public sealed class SimulateRuleTests : IAsyncLifetime
{
    private Desk desk = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync();
        await desk.IntegrationAsync("email", "Store", "support@store.example");
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_draft_shows_what_it_would_have_done_and_changes_nothing()
    {
        var yes = (long)(await desk.Admin.OpenTicketAsync(body => body["subject"] = "Where is it?"))["id"]!;
        await desk.Admin.OpenTicketAsync(body => body["subject"] = "Sizes");
        await desk.Admin.OpenTicketAsync(body => body["imported"] = true);
        var before = await EverythingAsync();
        var simulation = await SimulateAsync(Draft(
            "if (contains(ticket.subject, 'where')) { Action('addTags', { tags: 'delivery' }); Action('setStatus', { status: 'closed' }); Action('replyToTicket', { body_text: 'We look for it.' }) }"));
        Assert.Equal((2, 1, 2, 1, false), ((int)simulation["tickets_examined"]!, (int)simulation["tickets_matched"]!, (int)simulation["events_replayed"]!, (int)simulation["messages_sent"]!, (bool)simulation["truncated"]!));
        var ticket = Assert.Single(simulation["tickets"]!.AsArray())!;
        Assert.Equal(yes, (long)ticket["ticket_id"]!);
        Assert.Equal(["status: \"open\" > \"closed\"", "tags.delivery: null > true"], ticket["changes"]!.AsArray().Select(Told));
        Assert.Equal("We look for it.", (string?)Assert.Single(ticket["messages"]!.AsArray())!["body_text"]);
        var run = Assert.Single(ticket["runs"]!.AsArray())!;
        Assert.Equal(("executed", "ticket-created"), ((string)run["outcome"]!, (string)run["event_type"]!));
        Assert.Equal(3, run["trace"]!["actions"]!.AsArray().Count);
        Assert.Empty(simulation["conflicts"]!.AsArray());
        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task A_pair_that_would_undo_each_other_is_named_before_it_is_active()
    {
        await desk.Admin.OpenTicketAsync();
        await desk.RuleAsync("Keeper", "ticket-updated", "if (eq(ticket.status, 'closed')) { Action('setStatus', { status: 'open' }) }");
        await desk.RuleAsync("Bystander", "ticket-updated", "Action('addTags', { tags: 'seen' })");
        await desk.SettledAsync();
        var simulation = await SimulateAsync(Draft("if (eq(ticket.status, 'open')) { Action('setStatus', { status: 'closed' }) }"));
        var conflict = Assert.Single(simulation["conflicts"]!.AsArray())!;
        Assert.Equal(("Keeper", "undoes-this"), ((string)conflict["rule"]!["name"]!, (string)conflict["kind"]!));
        Assert.Equal(["status"], conflict["fields"]!.AsArray().Select(field => (string)field!));
        Assert.Single(conflict["ticket_ids"]!.AsArray());
    }

    [Fact]
    public async Task Simulated_effects_are_those_of_replaying_the_same_events_in_earnest()
    {
        var tickets = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            var ticket = (long)(await desk.Admin.OpenTicketAsync(body => body["subject"] = $"Order {i}"))["id"]!;
            tickets.Add(ticket);
            if (i % 3 == 0)
            {
                (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", Samples.Note($"call back {i}"))).Is(HttpStatusCode.Created);
            }
        }

        await desk.RuleAsync("Follower", "ticket-updated", "if (containsAny(ticket.tags.name, ['call'])) { Action('setPriority', { priority: 'high' }) }");
        const string code =
            """
            if (contains(message.text, 'call back')) { Action('addTags', { tags: 'call, back' }); Action('addInternalNote', { body_text: 'Calls {{ticket.subject}} back.' }) }
            else if (endsWith(ticket.subject, '1')) { Action('setSubject', { subject: 'First of {{ticket.subject}}' }); Action('replyToTicket', { body_text: 'Hello {{ticket.customer.email}}' }) }
            """;
        var draft = Draft(code);
        draft["rule"]!["event_types"] = "ticket-created,ticket-message-created";
        var simulated = (await SimulateAsync(draft))["tickets"]!.AsArray().ToDictionary(ticket => (long)ticket!["ticket_id"]!, ticket => Effects(ticket!["changes"]!.AsArray(), ticket["messages"]!.AsArray()));
        Assert.True(simulated.Count >= 4, string.Join('\n', simulated.Values));

        var before = await StatesAsync(tickets);
        await desk.RuleAsync("Draft", "ticket-created,ticket-message-created", code, 0);
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"""
            insert into event_queue (account_id, consumer, event_id, subject_type, subject_id)
            select account_id, 'rules', id, 'Ticket', case object_type when 'Ticket' then object_id else (data ->> 'ticket_id')::bigint end
            from events where account_id = {desk.Account.Id} and type in ('ticket-created', 'ticket-message-created') and chain = 0
            """,
            CancellationToken.None));
        await Threads.UntilAsync(async () => await NumberAsync(Sql.Of($"select count(*)::int from event_queue where account_id = {desk.Account.Id}")) == 0);
        var after = await StatesAsync(tickets);
        var real = tickets.Select(id => (Id: id, Effects: Effects(Changes(before[id], after[id]), Written(before[id], after[id])))).Where(ticket => ticket.Effects != " | ").ToDictionary(ticket => ticket.Id, ticket => ticket.Effects);
        Assert.Equal(real.OrderBy(ticket => ticket.Key), simulated.OrderBy(ticket => ticket.Key));
    }

    [Fact]
    public async Task A_saved_rule_can_be_tried_on_chosen_tickets_and_what_is_wrong_is_told()
    {
        var rule = await desk.RuleAsync("saved", "ticket-created", "Action('addTags', { tags: 'x' })");
        (await desk.Admin.PutJsonAsync($"/api/rules/{rule}", new { deactivated_datetime = "2026-01-01T00:00:00" })).Is(HttpStatusCode.Accepted);
        var one = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        await desk.Admin.OpenTicketAsync();
        var simulation = await SimulateAsync(new JsonObject { ["rule_id"] = rule, ["ticket_ids"] = new JsonArray(one) });
        Assert.Equal((1, 1, "saved"), ((int)simulation["tickets_examined"]!, (int)simulation["tickets_matched"]!, (string)simulation["rule"]!["name"]!));
        var bounded = await SimulateAsync(new JsonObject { ["rule_id"] = rule, ["limit"] = 1 });
        Assert.Equal((1, true), ((int)bounded["tickets_examined"]!, (bool)bounded["truncated"]!));
        Assert.Equal(0, (int)(await SimulateAsync(new JsonObject { ["rule_id"] = rule, ["to_datetime"] = "2020-01-01T00:00:00" }))["tickets_examined"]!);

        async Task<Answer> RefusedAsync(string body) => (await desk.Admin.PostJsonAsync("/api/rules/simulate", body)).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty((await RefusedAsync("{}")).ErrorsAt("rule"));
        Assert.Equal(["Rule 999999 does not exist."], (await RefusedAsync("""{"rule_id": 999999}""")).ErrorsAt("rule_id"));
        Assert.Equal(["Ticket 999999 does not exist."], (await RefusedAsync($$"""{"rule_id": {{rule}}, "ticket_ids": [999999]}""")).ErrorsAt("ticket_ids"));
        Assert.StartsWith("Line 1, column 1: expected", (await RefusedAsync("""{"rule": {"code": "boo()", "event_types": "ticket-created"}}""")).ErrorsAt("rule.code")[0], StringComparison.Ordinal);
        Assert.NotEmpty((await RefusedAsync($$"""{"rule_id": {{rule}}, "limit": 10001}""")).ErrorsAt("limit"));
        using var basic = await desk.AsRoleAsync("basic-agent");
        (await basic.PostJsonAsync("/api/rules/simulate", new { rule_id = rule })).Is(HttpStatusCode.Forbidden);
    }

    /// <summary>ANTIPHON_SIMULATED_TICKETS says how many; 10,000 are the promise, without it there are 1,500.</summary>
    [Fact]
    public async Task Thousands_of_tickets_are_tried_within_half_a_minute()
    {
        var count = Environment.GetEnvironmentVariable("ANTIPHON_SIMULATED_TICKETS") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : 1_500;
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $$"""
            with people as (insert into customers (account_id, email, name, created_at, updated_at) select {{desk.Account.Id}}, 'many' || n || '@mail.example', 'Many ' || n, now(), now() from generate_series(1, {{count}}) n returning id),
            made as (
              insert into tickets (account_id, status, channel, via, customer_id, subject, created_at, processed_at, updated_at)
              select {{desk.Account.Id}}, 'open', 'email', 'api', id, 'Order ' || id, now(), now(), now() from people returning id, customer_id),
            written as (
              insert into messages (account_id, ticket_id, public, channel, via, from_agent, sender_customer_id, body_text, created_at, processed_at)
              select {{desk.Account.Id}}, id, true, 'email', 'email', false, customer_id, case when id % 20 = 0 then 'I want a refund' else 'Where is my parcel?' end, now(), now() from made)
            insert into events (account_id, type, object_type, object_id, actor, context, chain, created_at)
            select {{desk.Account.Id}}, 'ticket-created', 'Ticket', id, 'system', gen_random_uuid(), 0, now() from made
            """,
            CancellationToken.None));
        var draft = Draft("if (contains(message.text, 'refund') && eq(ticket.status, 'open')) { Action('addTags', { tags: 'refund' }); Action('setPriority', { priority: 'high' }) }");
        draft["limit"] = 10_000;
        var started = Stopwatch.GetTimestamp();
        var simulation = await SimulateAsync(draft);
        var elapsed = Stopwatch.GetElapsedTime(started);
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} tickets in {elapsed.TotalSeconds:0.0} s");
        Assert.Equal((count, count / 20), ((int)simulation["tickets_examined"]!, (int)simulation["tickets_matched"]!));
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private static JsonObject Draft(string code) => new() { ["rule"] = new JsonObject { ["name"] = "Draft", ["code"] = code, ["event_types"] = "ticket-created" } };

    private async Task<JsonNode> SimulateAsync(JsonObject body) => (await desk.Admin.PostJsonAsync("/api/rules/simulate", body.ToJsonString())).Is(HttpStatusCode.OK).Json;

    private static string Told(JsonNode? change) => $"{change!["field"]}: {change["before"]?.ToJsonString() ?? "null"} > {change["after"]?.ToJsonString() ?? "null"}";

    private static string Effects(JsonArray changes, JsonArray messages) => $"{string.Join(", ", changes.Select(Told).Order(StringComparer.Ordinal))} | {string.Join(", ", messages.Select(message => $"{message!["channel"]} {message["body_text"]}"))}";

    private static JsonArray Written(JsonNode before, JsonNode after) => new([.. after["messages"]!.AsArray().Skip(before["messages"]!.AsArray().Count).Select(message => message!.DeepClone())]);

    private static JsonArray Changes(JsonNode before, JsonNode after)
    {
        var changes = new JsonArray();
        foreach (var member in new[] { "status", "priority", "subject", "spam" })
        {
            if (!JsonNode.DeepEquals(before[member], after[member]))
            {
                changes.Add((JsonNode)new JsonObject { ["field"] = member, ["before"] = before[member]?.DeepClone(), ["after"] = after[member]?.DeepClone() });
            }
        }

        var (was, now) = (before["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).ToList(), after["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).ToList());
        foreach (var tag in now.Except(was))
        {
            changes.Add((JsonNode)new JsonObject { ["field"] = $"tags.{tag}", ["before"] = null, ["after"] = true });
        }

        return changes;
    }

    private async Task<Dictionary<long, JsonNode>> StatesAsync(IEnumerable<long> tickets)
    {
        var states = new Dictionary<long, JsonNode>();
        foreach (var ticket in tickets)
        {
            states[ticket] = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.OK).Json;
        }

        return states;
    }

    // Whatever a simulation could leave behind.
    private Task<string> EverythingAsync() => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select (select json_agg(t order by id) from tickets t where account_id = {desk.Account.Id})::text || (select count(*) from messages where account_id = {desk.Account.Id})
          || ' ' || (select count(*) from events where account_id = {desk.Account.Id}) || ' ' || (select count(*) from event_queue where account_id = {desk.Account.Id})
          || ' ' || (select count(*) from rule_runs where account_id = {desk.Account.Id}) || ' ' || (select count(*) from rules where account_id = {desk.Account.Id})
          || ' ' || (select count(*) from tags where account_id = {desk.Account.Id})
        """,
        row => row.GetString(0),
        CancellationToken.None));

    private Task<int> NumberAsync(Sql sql) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(sql, row => row.GetInt32(0), CancellationToken.None));
}
