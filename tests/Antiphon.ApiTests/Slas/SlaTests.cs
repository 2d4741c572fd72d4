using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Slas;

/// <summary>From a customer's question to the answer, or to the moment at which it is too late.</summary>
[Trait("row", "J23")]
public sealed class SlaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_policy_that_matches_counts_until_somebody_answers_and_what_is_late_is_told_once()
    {
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(Promising.On(clock));
        var tag = (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name = "vip" })).Is(HttpStatusCode.Created)["id"]!;
        await desk.PolicyAsync("VIP", new { tag_ids = new[] { tag }, first_response_minutes = 10 });
        await desk.PolicyAsync("Mail", new { channels = new[] { "email" }, first_response_minutes = 60, resolution_minutes = 240 });
        await desk.PolicyAsync("Rest", new { resolution_minutes = 1 });
        clock.Advance(TimeSpan.FromMinutes(1));
        var start = clock.GetUtcNow();
        var ticket = (await desk.Admin.OpenTicketAsync())["id"];
        Assert.Equal("Mail: first-response pending due 60, resolution pending due 240", await desk.SlasAsync(ticket, start));
        var assigned = Assert.Single(await desk.SlaEventsAsync(ticket));
        Assert.Equal(["sla_policy_name", "sla_policy_uuid", "sla_policy_version_id"], assigned.Data.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));

        // Notes and what a rule says are no answers; a field that no policy asks for changes nothing.
        await desk.Admin.SaidAsync((long)ticket!, Threads.Note());
        await desk.RuleAsync("receipt", "ticket-message-created", "if (eq(message.from_agent, false)) { Action('replyToTicket', { body_text: 'We got it.' }) }");
        await desk.Admin.SaidAsync((long)ticket!, Threads.Question());
        await desk.PassAsync(clock, 5);
        Assert.Equal("Mail: first-response pending due 60, resolution pending due 240", await desk.SlasAsync(ticket, start));
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/tags", new { ids = new[] { tag } })).Is(HttpStatusCode.Created);
        Assert.Equal("VIP: first-response pending due 10", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 2.9);
        Assert.Equal("Mail, VIP", await desk.ToldAsync(ticket));
        await desk.PassAsync(clock, 0.2);
        Assert.Equal("Mail, VIP, near first-response", await desk.ToldAsync(ticket));
        await desk.PassAsync(clock, 2);
        Assert.Equal("Mail, VIP, near first-response, over first-response", await desk.ToldAsync(ticket));
        var over = (await desk.SlaEventsAsync(ticket))[^1].Data;
        Assert.Equal((WireDate.Format(start.AddMinutes(10)), 10, "VIP"), ((string?)over["due_datetime"], (int)over["target_minutes"]!, (string?)over["sla_policy_name"]));

        // Late is late, whatever happens then.
        await desk.Admin.SaidAsync((long)ticket!, Threads.Reply());
        Assert.Equal("VIP: first-response breached at 10.1", await desk.SlasAsync(ticket, start));
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}/tags", new { ids = new[] { tag } })).Is(HttpStatusCode.NoContent);
        await desk.PassAsync(clock, 1_000);
        Assert.Equal("VIP: first-response breached at 10.1", await desk.SlasAsync(ticket, start));
        Assert.Equal("Mail, VIP, near first-response, over first-response", await desk.ToldAsync(ticket));
    }

    [Fact]
    public async Task An_answer_stops_one_clock_and_closing_the_other_and_a_snoozed_ticket_waits()
    {
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(Promising.On(clock));
        await desk.PolicyAsync("All", new { first_response_minutes = 60, resolution_minutes = 240 });
        var start = clock.GetUtcNow();
        var ticket = (await desk.Admin.OpenTicketAsync())["id"];
        await desk.PassAsync(clock, 30);
        var said = (await desk.Admin.SaidAsync((long)ticket!, Threads.Reply()))["id"];
        Assert.Equal("All: first-response achieved at 30, resolution pending due 240", await desk.SlasAsync(ticket, start));
        // Somebody who takes the answer back has answered.
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}/messages/{said}")).Is(HttpStatusCode.NoContent);
        await desk.PassAsync(clock, 30);
        await ChangeAsync(desk, ticket, $$"""{"snooze_datetime": "{{WireDate.Format(clock.GetUtcNow().AddDays(2))}}"}""");
        Assert.Equal("All: first-response achieved at 30, resolution paused", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 600);
        await ChangeAsync(desk, ticket, """{"status": "open"}""");
        Assert.Equal("All: first-response achieved at 30, resolution pending due 840", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 60);
        await ChangeAsync(desk, ticket, """{"status": "closed"}""");
        Assert.Equal("All: first-response achieved at 30, resolution achieved at 720", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 5_000);
        Assert.Equal("All", await desk.ToldAsync(ticket));
        // The customer writes again: what was left is left.
        await desk.Admin.SaidAsync((long)ticket!, Threads.Question());
        Assert.Equal("All: first-response achieved at 30, resolution pending due 5840", await desk.SlasAsync(ticket, start));
        await ChangeAsync(desk, ticket, """{"spam": true}""");
        await desk.PassAsync(clock, 500);
        await ChangeAsync(desk, ticket, """{"spam": false}""");
        Assert.Equal("All: first-response achieved at 30, resolution pending due 6340", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 80);
        await desk.PassAsync(clock, 40);
        Assert.Equal("All, near resolution, over resolution", await desk.ToldAsync(ticket));

        // A company that writes first owes nothing until it is answered; what is brought along owes nothing at all.
        var ours = (await desk.Admin.OpenTicketAsync(body => body["messages"] = new JsonArray(Threads.Reply())))["id"];
        Assert.Equal("", await desk.SlasAsync(ours, start));
        await desk.PassAsync(clock, 100);
        var asked = clock.GetUtcNow();
        await desk.Admin.SaidAsync((long)ours!, Threads.Question());
        Assert.Equal("All: first-response pending due 60, resolution pending due 240", await desk.SlasAsync(ours, asked));
        Assert.Equal("", await desk.SlasAsync((await desk.Admin.OpenTicketAsync(body => body["imported"] = true))["id"], start));
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ours}")).Is(HttpStatusCode.NoContent);
        await desk.PassAsync(clock, 1_000);
    }

    [Fact]
    [Trait("row", "B37")]
    [Trait("row", "J22")]
    public async Task Other_hours_and_other_policies_move_what_is_open_and_leave_what_is_over()
    {
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(Promising.On(clock));
        // The coming Monday, 10:00 in Berlin or in UTC: weeks of the test do not change the clocks.
        var monday = clock.GetUtcNow().Date.AddDays(7 - (((int)clock.GetUtcNow().DayOfWeek + 6) % 7));
        clock.Advance(new DateTimeOffset(monday, TimeSpan.Zero).AddHours(10) - clock.GetUtcNow());
        var start = clock.GetUtcNow();
        var hours = (await desk.Admin.PostJsonAsync("/api/account/settings", Hours("09:00", "17:00"))).Is(HttpStatusCode.Created)["id"];
        var policy = await desk.PolicyAsync("Day", new { first_response_minutes = 60, resolution_minutes = 600, business_hours_only = true });
        var store = (long)(await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("of the store"))).Is(HttpStatusCode.Created)["id"]!;
        var (open, done, night) = ((await desk.Admin.OpenTicketAsync())["id"], (await desk.Admin.OpenTicketAsync())["id"], (await desk.Admin.OpenTicketAsync())["id"]);
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update tickets set integration_ids = {new[] { store }} where account_id = {desk.Account.Id} and id = {(long)night!}", Token));
        // Ten hours of work from Monday 10:00: seven on Monday, three on Tuesday.
        Assert.Equal($"Day: first-response pending due 60, resolution pending due {(24 * 60) + 120}", await desk.SlasAsync(open, start));
        await desk.PassAsync(clock, 30);
        await desk.Admin.SaidAsync((long)done!, Threads.Reply());
        await ChangeAsync(desk, done, """{"status": "closed"}""");

        // Opened an hour later each day, and closed an hour earlier.
        (await desk.Admin.PutJsonAsync($"/api/account/settings/{hours}", Hours("11:00", "16:00"))).Is(HttpStatusCode.OK);
        await desk.LookedAsync(clock);
        Assert.Equal($"Day: first-response pending due 120, resolution pending due {(24 * 60) + 360}", await desk.SlasAsync(open, start));
        Assert.Equal("Day: first-response achieved at 30, resolution achieved at 30", await desk.SlasAsync(done, start));

        // A store with a calendar of its own: it works at night.
        (await desk.Admin.PutJsonAsync($"/api/integrations/{store}", new { business_hours_id = 7, http = new { url = "https://desk.example/hooks" } })).Is(HttpStatusCode.OK);
        await desk.LookedAsync(clock);
        Assert.Equal($"Day: first-response pending due {(12 * 60) + 60}, resolution pending due {(36 * 60) + 120}", await desk.SlasAsync(night, start));
        Assert.Equal($"Day: first-response pending due 120, resolution pending due {(24 * 60) + 360}", await desk.SlasAsync(open, start));

        // Less time, and all hours.
        (await desk.Admin.PutJsonAsync($"/api/sla-policies/{policy}", new { first_response_minutes = 45, business_hours_only = false })).Is(HttpStatusCode.Accepted);
        await desk.LookedAsync(clock);
        Assert.Equal("Day: first-response pending due 45, resolution pending due 600", await desk.SlasAsync(open, start));
        Assert.Equal("Day: first-response pending due 45, resolution pending due 600", await desk.SlasAsync(night, start));
        await desk.PassAsync(clock, 7);
        await desk.PassAsync(clock, 9);
        // Its new version was assigned to it.
        Assert.Equal("Day, Day, near first-response, over first-response", await desk.ToldAsync(open));

        // Without the policy an unanswered ticket gets the next one, or none; what was broken stays.
        (await desk.Admin.DeleteJsonAsync($"/api/sla-policies/{policy}")).Is(HttpStatusCode.NoContent);
        await desk.LookedAsync(clock);
        Assert.Equal("Day: first-response breached due 45, resolution pending due 600", await desk.SlasAsync(open, start));
        Assert.Equal("Day: first-response achieved at 30, resolution achieved at 30", await desk.SlasAsync(done, start));
    }

    [Fact]
    public async Task Rules_and_webhooks_hear_of_it()
    {
        var clock = new TestClock();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var desk = await Desk.StartAsync(builder =>
        {
            Hooks.Allow(builder);
            Promising.On(clock)(builder);
        });
        await desk.PolicyAsync("All", new { first_response_minutes = 10, resolution_minutes = 100 });
        await desk.HookAsync(receiver, ["ticket-sla-near-breach"]);
        await desk.RuleAsync("late", "ticket-sla-breached", "if (eq(event.data.metric, 'first-response')) { Action('addTags', { tags: 'late' }); Action('setPriority', { priority: 'high' }) }");
        var ticket = (await desk.Admin.OpenTicketAsync())["id"];
        await desk.PassAsync(clock, 8);
        await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count == 1));
        await desk.PassAsync(clock, 2);
        var late = await desk.SettledTicketAsync(ticket);
        Assert.Equal(["late"], late.TagNames());
        await desk.PassAsync(clock, 200);
        // When the time is over already nobody is told that it nearly is.
        Assert.Equal("All, near first-response, over first-response, over resolution", await desk.ToldAsync(ticket));
        Assert.Single(await desk.RunsAsync(ticket, "executed"));
        // One delivery: it may come twice when so much time passes before its end is written.
        Assert.Single(receiver.Calls.Select(call => call.Header("webhook-id")).Distinct());
    }

    [Fact]
    public async Task A_view_shows_what_is_late()
    {
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(Promising.On(clock));
        await desk.PolicyAsync("Mail", new { channels = new[] { "email" }, first_response_minutes = 10, resolution_minutes = 100 });
        var (late, punctual, other) = ((await desk.Admin.OpenTicketAsync())["id"], (await desk.Admin.OpenTicketAsync())["id"], (await desk.Admin.OpenTicketAsync(ticket => ticket["channel"] = "api"))["id"]);
        await desk.Admin.SaidAsync((long)punctual!, Threads.Reply());
        await ChangeAsync(desk, punctual, """{"status": "closed"}""");
        async Task<long[]> ShownAsync(string filters)
        {
            var view = (await desk.Admin.PostJsonAsync("/api/views", new { name = filters, filters })).Is(HttpStatusCode.Created)["id"];
            return [.. (await desk.Admin.GetJsonAsync($"/api/views/{view}/items")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(ticket => (long)ticket!["id"]!).Order()];
        }

        Assert.Equal([(long)late!], await ShownAsync("eq(ticket.sla.status, 'pending')"));
        await desk.PassAsync(clock, 11);
        Assert.Equal([(long)late!], await ShownAsync("eq(ticket.sla.status, 'breached') && eq(ticket.status, 'open')"));
        Assert.Equal([(long)punctual!], await ShownAsync("eq(ticket.sla.status, 'achieved')"));
        Assert.Equal([(long)other!], await ShownAsync("isEmpty(ticket.sla.status)"));
        Assert.Equal([(long)late!, (long)punctual!], await ShownAsync("isNotEmpty(ticket.sla.status)"));
    }

    [Fact]
    public async Task An_account_without_policies_has_nothing_queued()
    {
        await using var desk = await Desk.StartAsync();
        Task<long> SubscribedAsync() => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*) from event_subscriptions where account_id = {desk.Account.Id} and consumer = 'slas'", row => row.GetInt64(0), Token));
        Assert.Equal(0, await SubscribedAsync());
        var policy = await desk.PolicyAsync("All", new { first_response_minutes = 10 });
        Assert.NotEqual(0, await SubscribedAsync());
        (await desk.Admin.PutJsonAsync($"/api/sla-policies/{policy}", new { deactivated_datetime = "2026-01-01T00:00:00" })).Is(HttpStatusCode.Accepted);
        Assert.Equal(0, await SubscribedAsync());
        // As long as a clock runs it is watched.
        (await desk.Admin.PutJsonAsync($"/api/sla-policies/{policy}", new { deactivated_datetime = (string?)null })).Is(HttpStatusCode.Accepted);
        var ticket = (await desk.Admin.OpenTicketAsync())["id"];
        Assert.NotEqual("", await desk.SlasAsync(ticket, DateTimeOffset.UnixEpoch));
        (await desk.Admin.DeleteJsonAsync($"/api/sla-policies/{policy}")).Is(HttpStatusCode.NoContent);
        Assert.NotEqual(0, await SubscribedAsync());
    }

    [Fact]
    public async Task Three_nodes_tell_of_each_ticket_once()
    {
        const int Many = 40;
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(Promising.On(clock));
        await using var second = await Node.StartAsync(desk.ConnectionString, Promising.On(clock));
        await using var third = await Node.StartAsync(desk.ConnectionString, Promising.On(clock));
        await desk.PolicyAsync("All", new { first_response_minutes = 10, resolution_minutes = 20, near_breach_percent = 50 });
        var tickets = new List<JsonNode?>();
        for (var i = 0; i < Many; i++)
        {
            tickets.Add((await desk.Admin.OpenTicketAsync())["id"]);
        }

        // Some are answered at the same time at which they become late.
        foreach (var minutes in new[] { 5, 5, 5, 5 })
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            await Task.WhenAll(tickets.Where((_, i) => i % 4 == 0).Select(ticket => desk.Admin.SayAsync((long)ticket!, Threads.Reply())));
            await desk.LookedAsync(clock);
        }

        for (var i = 0; i < Many; i++)
        {
            var told = await desk.ToldAsync(tickets[i]);
            if (i % 4 == 0)
            {
                // Whether it was nearly late when it was answered is a matter of who came first.
                Assert.Equal("All, near resolution, over resolution", told.Replace("near first-response, ", "", StringComparison.Ordinal));
                continue;
            }

            Assert.Equal("All, near first-response, over first-response, near resolution, over resolution", told);
        }
    }

    private static async Task ChangeAsync(Desk desk, JsonNode? ticket, string change)
    {
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", change)).Is(HttpStatusCode.Accepted);
        await Ruled.SettledAsync(desk);
    }

    private static string Hours(string from, string to) => $$"""
        {"type": "business-hours", "data": {"timezone": "UTC", "business_hours": [{"days": "1,2,3,4,5", "from_time": "{{from}}", "to_time": "{{to}}"}],
          "calendars": [{"id": 7, "name": "Night", "business_hours": [{"days": "1,2,3,4,5", "from_time": "22:00", "to_time": "06:00"}]}]
        } }
        """;
}
