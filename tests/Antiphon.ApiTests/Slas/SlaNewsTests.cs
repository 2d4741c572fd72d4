using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;

namespace Antiphon.ApiTests.Slas;

/// <summary>Who learns that a promise was kept or broken: rules, webhooks and views, and each of it once.</summary>
[Trait("row", "J23")]
public sealed class SlaNewsTests
{
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
        await desk.ChangeAsync(punctual, """{"status": "closed"}""");
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
}
