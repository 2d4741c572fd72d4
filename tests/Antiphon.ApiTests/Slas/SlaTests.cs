using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
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
        await desk.ChangeAsync(ticket, $$"""{"snooze_datetime": "{{WireDate.Format(clock.GetUtcNow().AddDays(2))}}"}""");
        Assert.Equal("All: first-response achieved at 30, resolution paused", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 600);
        await desk.ChangeAsync(ticket, """{"status": "open"}""");
        Assert.Equal("All: first-response achieved at 30, resolution pending due 840", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 60);
        await desk.ChangeAsync(ticket, """{"status": "closed"}""");
        Assert.Equal("All: first-response achieved at 30, resolution achieved at 720", await desk.SlasAsync(ticket, start));
        await desk.PassAsync(clock, 5_000);
        Assert.Equal("All", await desk.ToldAsync(ticket));
        // The customer writes again: what was left is left.
        await desk.Admin.SaidAsync((long)ticket!, Threads.Question());
        Assert.Equal("All: first-response achieved at 30, resolution pending due 5840", await desk.SlasAsync(ticket, start));
        await desk.ChangeAsync(ticket, """{"spam": true}""");
        await desk.PassAsync(clock, 500);
        await desk.ChangeAsync(ticket, """{"spam": false}""");
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
        await desk.ChangeAsync(done, """{"status": "closed"}""");

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

    private static string Hours(string from, string to) => $$"""
        {"type": "business-hours", "data": {"timezone": "UTC", "business_hours": [{"days": "1,2,3,4,5", "from_time": "{{from}}", "to_time": "{{to}}"}],
          "calendars": [{"id": 7, "name": "Night", "business_hours": [{"days": "1,2,3,4,5", "from_time": "22:00", "to_time": "06:00"}]}]
        } }
        """;
}
