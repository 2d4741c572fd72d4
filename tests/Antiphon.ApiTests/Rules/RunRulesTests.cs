using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Rules;

/// <summary>What starts rules, in which order they run, and what keeps them from running in circles.</summary>
public sealed class RunRulesTests : IAsyncLifetime
{
    private const string Created = "ticket-created";
    private const string Updated = "ticket-updated";

    private Desk desk = null!;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync();

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    [Trait("row", "B34")]
    [Trait("row", "J10")]
    [Trait("row", "P28")]
    public async Task A_rule_made_by_api_runs_and_leaves_a_trace()
    {
        await desk.RuleAsync("Parcels", Created, "if (containsAny(message.text, ['PARCEL', 'letter']) && eq(ticket.channel, 'email')) {\n    Action('addTags', { tags: 'delivery, new' })\n}");
        var ticket = await desk.Admin.OpenTicketAsync();
        Assert.Equal(["delivery", "new"], (await desk.SettledTicketAsync(ticket["id"])).TagNames());
        var run = Assert.Single(await desk.RunsAsync(ticket["id"]));
        Assert.Equal("Parcels: executed", run.Told());
        Assert.Equal("ticket-created", (string?)run["event_type"]);
        var conditions = run["trace"]!["conditions"]!.AsArray();
        Assert.Equal(["containsAny(message.text, ['PARCEL', 'letter'])", "eq(ticket.channel, 'email')"], conditions.Select(one => (string)one!["text"]!));
        Assert.Equal("Where is my parcel?", (string?)conditions[0]!["value"]);
        Assert.Equal((1, 5, "true"), ((int)conditions[0]!["line"]!, (int)conditions[0]!["column"]!, (string)conditions[0]!["verdict"]!));
        var action = Assert.Single(run["trace"]!["actions"]!.AsArray())!;
        Assert.Equal(("addTags", "done", "delivery, new"), ((string)action["name"]!, (string)action["outcome"]!, (string)action["arguments"]!["tags"]!));
        Assert.Equal(["tags.delivery", "tags.new"], run["trace"]!["changes"]!.AsArray().Select(change => (string)change!["field"]!));
    }

    [Fact]
    [Trait("row", "J10")]
    public async Task Each_trigger_starts_its_rules_and_no_others()
    {
        foreach (var trigger in new[] { "ticket-created", "ticket-message-created", "ticket-assigned", "ticket-updated" })
        {
            await desk.RuleAsync(trigger, trigger, $"Action('addInternalNote', {{ body_text: '{trigger}' }})");
        }

        await desk.RuleAsync("none", "", "Action('addTags', { tags: 'never' })");
        var seen = 0L;
        async Task<string[]> StartedAsync(Func<Task> happen)
        {
            await happen();
            await desk.SettledAsync();
            var runs = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
                $"select id, rule_name from rule_runs where account_id = {desk.Account.Id} and chain = 0 and id > {seen} order by id", row => (Id: row.GetInt64(0), Name: row.GetString(1)), CancellationToken.None));
            seen = runs.Count == 0 ? seen : runs[^1].Id;
            return [.. runs.Select(run => run.Name).Distinct().Order()];
        }

        JsonNode? id = null;
        Assert.Equal(["ticket-created", "ticket-message-created", "ticket-updated"], await StartedAsync(async () => id = (await desk.Admin.OpenTicketAsync())["id"]));
        Assert.Equal(["ticket-message-created", "ticket-updated"], await StartedAsync(async () => (await desk.Admin.PostJsonAsync($"/api/tickets/{id}/messages", Samples.Note())).Is(HttpStatusCode.Created)));
        Assert.Equal(["ticket-assigned", "ticket-updated"], await StartedAsync(async () => (await desk.Admin.PutJsonAsync($"/api/tickets/{id}", new { assignee_user = new { id = desk.Account.OwnerUserId } })).Is(HttpStatusCode.Accepted)));
        foreach (var change in new object[]
        {
            new { status = "closed" }, new { status = "open" }, new { subject = "Another" }, new { spam = true }, new { spam = false }, new { trashed_datetime = "2026-01-01T00:00:00" },
            new { tags = new[] { new { name = "fresh" } } }, new { tags = Array.Empty<object>() }, new { snooze_datetime = "2031-01-01T00:00:00" },
        })
        {
            Assert.Equal(["ticket-updated"], await StartedAsync(async () => (await desk.Admin.PutJsonAsync($"/api/tickets/{id}", change)).Is(HttpStatusCode.Accepted)));
        }

        // What the list of the contract leaves out is no update to a rule.
        Assert.Empty(await StartedAsync(async () => (await desk.Admin.PutJsonAsync($"/api/tickets/{id}", new { meta = new { quiet = true } })).Is(HttpStatusCode.Accepted)));
        Assert.DoesNotContain("never", (await desk.SettledTicketAsync(id)).TagNames());
    }

    [Fact]
    [Trait("row", "B34")]
    public async Task Rules_run_by_priority_and_each_sees_what_was_done_before_it()
    {
        var third = await desk.RuleAsync("third", Created, "if (containsAny(ticket.tags.name, ['two'])) { Action('addTags', { tags: 'three' }) }", 1);
        await desk.RuleAsync("second", Created, "if (containsAny(ticket.tags.name, ['one'])) { Action('addTags', { tags: 'two' }) }", 5);
        await desk.RuleAsync("first", Created, "Action('addTags', { tags: 'one' })", 9);
        var ticket = await desk.Admin.OpenTicketAsync();
        Assert.Equal(["one", "two", "three"], (await desk.SettledTicketAsync(ticket["id"])).TagNames());
        Assert.Equal(["first: executed", "second: executed", "third: executed"], (await desk.RunsAsync(ticket["id"])).Select(Ruled.Told));

        (await desk.Admin.PostJsonAsync("/api/rules/priorities", new { priorities = new[] { new { id = third, priority = 100 } } })).Is(HttpStatusCode.Accepted);
        var later = await desk.Admin.OpenTicketAsync();
        Assert.Equal(["one", "two"], (await desk.SettledTicketAsync(later["id"])).TagNames());
        Assert.Equal(["third: not-matched", "first: executed", "second: executed"], (await desk.RunsAsync(later["id"])).Select(Ruled.Told));
    }

    [Fact]
    public async Task A_rule_that_is_off_or_gone_does_not_run_and_a_change_counts_at_once()
    {
        var rule = await desk.RuleAsync("tag", Created, "Action('addTags', { tags: 'before' })");
        (await desk.Admin.PutJsonAsync($"/api/rules/{rule}", new { code = "Action('addTags', { tags: 'after' })" })).Is(HttpStatusCode.Accepted);
        Assert.Equal(["after"], (await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync())["id"])).TagNames());
        (await desk.Admin.PutJsonAsync($"/api/rules/{rule}", new { deactivated_datetime = "2026-01-01T00:00:00" })).Is(HttpStatusCode.Accepted);
        Assert.Empty((await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync())["id"])).TagNames());
        (await desk.Admin.PutJsonAsync($"/api/rules/{rule}", """{"deactivated_datetime": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(["after"], (await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync())["id"])).TagNames());
        (await desk.Admin.DeleteJsonAsync($"/api/rules/{rule}")).Is(HttpStatusCode.NoContent);
        Assert.Empty((await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync())["id"])).TagNames());
    }

    [Fact]
    [Trait("row", "J12")]
    [Trait("row", "N09")]
    public async Task Two_rules_that_undo_each_other_come_to_rest_and_are_named()
    {
        await desk.RuleAsync("Opener", Updated, "if (eq(ticket.status, 'closed')) { Action('setStatus', { status: 'open' }) }", 2);
        await desk.RuleAsync("Closer", Updated, "if (eq(ticket.status, 'open')) { Action('setStatus', { status: 'closed' }) }", 1);
        var ticket = await desk.Admin.OpenTicketAsync();
        Assert.Equal("open", (string?)(await desk.SettledTicketAsync(ticket["id"]))["status"]);
        var runs = await desk.RunsAsync(ticket["id"]);
        Assert.Equal(2, runs.Count(run => (string)run["outcome"]! == "executed"));
        var undoing = runs.Single(run => run["trace"]!["undoes"]!.AsArray().Count > 0);
        Assert.Equal("Opener: executed", undoing.Told());
        Assert.Equal("Closer", (string?)undoing["trace"]!["undoes"]![0]!["name"]);
        var held = runs.First(run => (string)run["outcome"]! == "skipped");
        Assert.Equal("Closer: skipped", held.Told());
        Assert.Contains("\"Opener\" took back what it did", (string?)held["trace"]!["reason"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "J12")]
    public async Task A_chain_of_rules_ends_behind_the_tenth_with_a_reason()
    {
        for (var i = 0; i < 13; i++)
        {
            // The next of them runs before this one, so that it starts only with the event that this one causes.
            await desk.RuleAsync($"link {i:00}", Updated, $"if (eq(ticket.subject, 'link {i}')) {{ Action('setSubject', {{ subject: 'link {i + 1}' }}) }}", 100 + i);
        }

        var ticket = await desk.Admin.OpenTicketAsync(body => body["subject"] = "link 0");
        Assert.Equal("link 10", (string?)(await desk.SettledTicketAsync(ticket["id"]))["subject"]);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"link {i:00}: executed"), (await desk.RunsAsync(ticket["id"], "executed")).Select(Ruled.Told));
        var held = (await desk.RunsAsync(ticket["id"], "skipped"))[0];
        Assert.Equal("link 10: skipped", held.Told());
        Assert.StartsWith("10 rules in a row", (string?)held["trace"]!["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_action_is_recorded_and_undoes_no_other()
    {
        await desk.RuleAsync("mixed", Created, "Action('addTags', { tags: 'kept' }); Action('setPriority', { priority: 'sky-high' }); Action('addTags', { tags: 'also' })");
        var ticket = await desk.Admin.OpenTicketAsync();
        Assert.Equal(["kept", "also"], (await desk.SettledTicketAsync(ticket["id"])).TagNames());
        var run = Assert.Single(await desk.RunsAsync(ticket["id"]));
        Assert.Equal(["done", "failed", "done"], run["trace"]!["actions"]!.AsArray().Select(action => (string)action!["outcome"]!));
        var executed = await desk.ExecutedAsync("Rule", run["rule"]!["id"]);
        Assert.Equal("setPriority", (string?)Assert.Single(executed["failed_actions"]!.AsArray())!["name"]);
        var onTicket = await desk.ExecutedAsync("Ticket", ticket["id"]);
        Assert.Equal(("mixed", "ticket-created"), ((string)onTicket["name"]!, (string)onTicket["triggering_event_type"]!));
        Assert.Equal(1, await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(distinct context)::int from events where account_id = {desk.Account.Id} and object_type = 'Ticket' and object_id = {(long)ticket["id"]!}", row => row.GetInt32(0), CancellationToken.None)));
    }

    [Fact]
    public async Task Imports_and_what_was_there_before_run_no_rules()
    {
        await desk.RuleAsync("all", "ticket-created,ticket-updated,ticket-message-created", "Action('addTags', { tags: 'seen' })");
        var imported = await desk.Admin.OpenTicketAsync(body => body["imported"] = true);
        Assert.Empty((await desk.SettledTicketAsync(imported["id"])).TagNames());
        var note = Samples.Note();
        note["imported"] = true;
        (await desk.Admin.PostJsonAsync($"/api/tickets/{imported["id"]}/messages", note)).Is(HttpStatusCode.Created);
        Assert.Empty((await desk.SettledTicketAsync(imported["id"])).TagNames());
        Assert.Empty(await desk.RunsAsync(imported["id"]));
        // Whatever comes to an imported ticket afterwards is news.
        (await desk.Admin.PostJsonAsync($"/api/tickets/{imported["id"]}/messages", Samples.Note())).Is(HttpStatusCode.Created);
        Assert.Equal(["seen"], (await desk.SettledTicketAsync(imported["id"])).TagNames());
    }

    [Fact]
    public async Task A_condition_on_a_field_that_is_not_there_is_unknown_and_leads_nowhere()
    {
        await desk.RuleAsync("doubt", Created, "if (isEmpty(ticket.custom_fields[424242].value)) { Action('addTags', { tags: 'empty' }) } else { Action('addTags', { tags: 'full' }) }");
        await desk.RuleAsync("sure", Created, "Action('addTags', { tags: 'sure' })");
        var ticket = await desk.Admin.OpenTicketAsync();
        Assert.Equal(["sure"], (await desk.SettledTicketAsync(ticket["id"])).TagNames());
        Assert.Equal("unknown", (string?)(await desk.RunsAsync(ticket["id"]))[0]["trace"]!["conditions"]![0]!["verdict"]);
    }

    [Fact]
    public async Task Business_hours_are_those_of_the_account()
    {
        await desk.SettingAsync("business-hours", """{"timezone": "Europe/Paris", "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"}]}""");
        await desk.RuleAsync("hours", Created, "if (duringBusinessHours(ticket.created_datetime)) { Action('addTags', { tags: 'open' }) } else { Action('addTags', { tags: 'shut' }) }");
        async Task<string> TagAt(string time) => Assert.Single((await desk.SettledTicketAsync((await desk.Admin.OpenTicketAsync(body => body["created_datetime"] = time))["id"])).TagNames());
        Assert.Equal("open", await TagAt("2026-07-03T07:30:00"));
        Assert.Equal("shut", await TagAt("2026-07-03T06:30:00"));
        Assert.Equal("shut", await TagAt("2026-07-04T10:30:00"));
        Assert.Equal("shut", await TagAt("2026-01-07T07:30:00"));
    }

    [Fact]
    public async Task Runs_are_listed_by_rule_and_by_ticket_and_old_ones_go()
    {
        var rule = await desk.RuleAsync("tag", Created, "if (eq(ticket.subject, 'yes')) { Action('addTags', { tags: 'x' }) }");
        var yes = await desk.Admin.OpenTicketAsync(body => body["subject"] = "yes");
        // Events of two tickets may be taken up in any order.
        await desk.SettledAsync();
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        var all = (await desk.Admin.GetJsonAsync($"/api/rules/{rule}/runs")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(["not-matched", "executed"], all.Select(run => (string)run!["outcome"]!));
        var executed = (await desk.Admin.GetJsonAsync($"/api/rules/{rule}/runs?outcome=executed")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal((long)yes["id"]!, (long)Assert.Single(executed)!["ticket_id"]!);
        (await desk.Admin.GetJsonAsync("/api/rules/999999/runs")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync("/api/tickets/999999/rule-runs")).Is(HttpStatusCode.NotFound);

        var retention = desk.Services.GetRequiredService<Antiphon.Rules.Tracing.TraceRetention>();
        await AgeAsync(8);
        Assert.Equal(1, await retention.SweepAsync(CancellationToken.None));
        await AgeAsync(91);
        Assert.Equal(1, await retention.SweepAsync(CancellationToken.None));
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/rules/{rule}/runs")).Is(HttpStatusCode.OK)["data"]!.AsArray());
    }

    private Task<int> AgeAsync(int days) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
        $"update rule_runs set created_at = now() - {days} * interval '1 day' where account_id = {desk.Account.Id}", CancellationToken.None));
}
