using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Accounts;

/// <summary>What is set through the API counts from the next thing on that it governs.</summary>
[Trait("row", "B37")]
public sealed class SettingsInEffectTests
{
    [Fact]
    [Trait("row", "J22")]
    public async Task Rules_go_by_the_hours_the_holidays_and_the_calendar_of_the_integration_across_the_change_of_clocks()
    {
        await using var desk = await Desk.StartAsync();
        var hours = await SetAsync(desk, "business-hours", """
            {"timezone": "Europe/Paris", "business_hours": {"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"},
             "holidays": [{"date": "2026-03-31", "name": "Stocktaking"}],
             "calendars": [{"id": 5, "name": "Phone", "business_hours": [{"days": "7", "from_time": "10:00", "to_time": "12:00"}]}]}
            """);
        Assert.Single(hours["data"]!["business_hours"]!.AsArray());
        await desk.RuleAsync("hours", "ticket-created", "if (duringBusinessHours(ticket.created_datetime)) { Action('addTags', { tags: 'open' }) } else { Action('addTags', { tags: 'shut' }) }");
        var phone = await desk.IntegrationAsync("phone", "Phone", "+4915000000");
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update integrations set business_hours_id = 5 where account_id = {desk.Account.Id} and id = {phone}", TestContext.Current.CancellationToken));
        async Task<string> TagAt(string time, long? integration = null)
        {
            var ticket = await desk.Admin.OpenTicketAsync(body =>
            {
                body["created_datetime"] = time;
                if (integration is not null)
                {
                    body["messages"]![0]!["integration_id"] = integration;
                }
            });
            return Assert.Single((await desk.SettledTicketAsync(ticket["id"])).TagNames());
        }

        // The Friday before and the Monday after the change to summer time.
        Assert.Equal("shut", await TagAt("2026-03-27T07:30:00"));
        Assert.Equal("open", await TagAt("2026-03-30T07:30:00"));
        Assert.Equal("shut", await TagAt("2026-03-31T07:30:00"));
        Assert.Equal("open", await TagAt("2026-03-29T08:30:00", phone));
        Assert.Equal("shut", await TagAt("2026-03-30T07:30:00", phone));
        // A rule that is tried on the past sees the same.
        var simulated = (await desk.Admin.PostJsonAsync("/api/rules/simulate", new JsonObject
        {
            ["rule"] = new JsonObject { ["code"] = "if (duringBusinessHours(ticket.created_datetime)) { Action('addTags', { tags: 'tried' }) }", ["event_types"] = "ticket-created" },
        })).Is(HttpStatusCode.OK);
        Assert.Equal(2, (int)simulated["tickets_matched"]!);
        // And from now on it is different.
        (await desk.Admin.PutJsonAsync($"/api/account/settings/{hours["id"]}", """{"type": "business-hours", "data": {"timezone": "Asia/Tokyo", "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"}]}}""")).Is(HttpStatusCode.OK);
        Assert.Equal("shut", await TagAt("2026-03-30T10:30:00"));
        Assert.Equal("open", await TagAt("2026-03-31T01:30:00"));
        var user = (await desk.Admin.PostJsonAsync("/api/users", new { email = "zone@store.example", name = "Zone", role = new { name = "agent" } })).Is(HttpStatusCode.Created);
        Assert.Equal("Asia/Tokyo", (string?)user["timezone"]);
    }

    [Fact]
    public async Task New_tickets_join_and_answers_assign_and_leave_as_it_is_set()
    {
        await using var desk = await Desk.StartAsync();
        var email = Threads.NewEmail();
        JsonObject Ticket() => Samples.Ticket(email, Samples.IncomingEmail(email, "Hello"));
        var first = (await desk.Admin.PostJsonAsync("/api/tickets", Ticket())).Is(HttpStatusCode.Created);
        var merge = await SetAsync(desk, "auto-merge", """{"tickets": {"enabled": true, "merging_window_days": 2}}""");
        Assert.Equal((long)first["id"]!, (long)(await desk.Admin.PostJsonAsync("/api/tickets", Ticket())).Is(HttpStatusCode.Created)["id"]!);
        (await desk.Admin.PutJsonAsync($"/api/account/settings/{merge["id"]}", """{"type": "auto-merge", "data": {"tickets": {"enabled": false}}}""")).Is(HttpStatusCode.OK);
        Assert.NotEqual((long)first["id"]!, (long)(await desk.Admin.PostJsonAsync("/api/tickets", Ticket())).Is(HttpStatusCode.Created)["id"]!);

        var (support, sales) = (await desk.IntegrationAsync("email", "Support", "help@store.example"), await desk.IntegrationAsync("email", "Sales", "sales@store.example"));
        await SetAsync(desk, "ticket-assignment", """{"auto_assign_ticket_to_responding_agent": true, "unassign_on_reply": true}""");
        await SetAsync(desk, "default-integration", $$"""{"email": {{sales}}}""");
        var thread = await desk.ThreadAsync();
        // What was sent elsewhere and names no integration's address belongs to the default one.
        var brought = await desk.Admin.SaidAsync(thread.Ticket, Threads.Reply().With("sent_datetime", "2026-01-05T10:00:00Z"));
        Assert.Equal(sales, (long)brought["integration_id"]!);
        var reply = Threads.Reply();
        reply["source"]!["from"]!["address"] = "sales@store.example";
        await desk.Admin.SaidAsync(thread.Ticket, reply);
        Assert.NotEqual(support, sales);
        Assert.Equal(desk.Account.OwnerUserId, (await desk.TicketAsync(thread.Ticket)).Assignee);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        await desk.Admin.SaidAsync(thread.Ticket, Threads.Question());
        Assert.Null((await desk.TicketAsync(thread.Ticket)).Assignee);
    }

    private static async Task<Answer> SetAsync(Desk desk, string type, string data) =>
        (await desk.Admin.PostJsonAsync("/api/account/settings", $$"""{"type": "{{type}}", "data": {{data}}}""")).Is(HttpStatusCode.Created);
}
