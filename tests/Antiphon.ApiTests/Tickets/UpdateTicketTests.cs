using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tickets;

[Trait("row", "B04")]
public sealed class UpdateTicketTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Only_sent_fields_change()
    {
        var ticket = await desk.Admin.OpenTicketAsync(ticket => ticket["external_id"] = "kept");
        var updated = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { subject = "New subject" })).Is(HttpStatusCode.Accepted);
        Assert.Equal("New subject", (string?)updated["subject"]);
        Assert.Equal("kept", (string?)updated["external_id"]);
        Assert.Equal(ticket["tags"]!.ToJsonString(), updated["tags"]!.ToJsonString());
        Assert.Equal(["ticket-subject-updated", "ticket-updated"], await NewEventsAsync(ticket));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_writes_nothing()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var updated = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status = "open", priority = "normal", tags = Array.Empty<object>(), assignee_user = (object?)null })).Is(HttpStatusCode.Accepted);
        Assert.Equal((string?)ticket["updated_datetime"], (string?)updated["updated_datetime"]);
        Assert.Empty(await NewEventsAsync(ticket));
    }

    [Fact]
    public async Task Closing_sets_the_time_once_and_reopening_clears_it()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var closed = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        Assert.NotNull(closed["closed_datetime"]);
        var again = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        Assert.Equal((string?)closed["closed_datetime"], (string?)again["closed_datetime"]);
        Assert.Equal(["ticket-closed", "ticket-updated"], await NewEventsAsync(ticket));
        var open = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status = "open" })).Is(HttpStatusCode.Accepted);
        Assert.Null(open["closed_datetime"]);
        Assert.Equal(["ticket-closed", "ticket-updated", "ticket-reopened", "ticket-updated"], await NewEventsAsync(ticket));
    }

    [Fact]
    public async Task A_snoozed_ticket_is_a_closed_one_and_opening_it_ends_the_snooze()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var snoozed = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { snooze_datetime = "2099-01-01T00:00:00Z" })).Is(HttpStatusCode.Accepted);
        Assert.Equal("closed", (string?)snoozed["status"]);
        Assert.Equal("2099-01-01T00:00:00.000000+00:00", (string?)snoozed["snooze_datetime"]);
        var woken = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", """{"snooze_datetime": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal("closed", (string?)woken["status"]);
        Assert.Null(woken["snooze_datetime"]);
        await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { snooze_datetime = "2099-01-01T00:00:00Z" });
        var open = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status = "open" })).Is(HttpStatusCode.Accepted);
        Assert.Null(open["snooze_datetime"]);
    }

    [Theory]
    [InlineData("""{"assignee_user": null}""")]
    [InlineData("""{"assignee_user": {"id": null}}""")]
    [InlineData("""{"assignee_user": {"id": 0}}""")]
    public async Task Three_spellings_unassign(string body)
    {
        var me = (await desk.Admin.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var ticket = await desk.Admin.OpenTicketAsync();
        // A client sends back the whole user that it read: only the id counts.
        var assigned = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new JsonObject { ["assignee_user"] = me.Json.DeepClone() })).Is(HttpStatusCode.Accepted);
        Assert.Equal((long)me["id"]!, (long)assigned["assignee_user_id"]!);
        var unassigned = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", body)).Is(HttpStatusCode.Accepted);
        Assert.Null(unassigned["assignee_user"]);
        Assert.Equal(["ticket-assigned", "ticket-updated", "ticket-unassigned", "ticket-updated"], await NewEventsAsync(ticket));
    }

    [Fact]
    public async Task Tags_replace_all_tags()
    {
        var ticket = await desk.Admin.OpenTicketAsync(ticket => ticket["tags"] = new JsonArray(new JsonObject { ["name"] = "one" }, new JsonObject { ["name"] = "two" }));
        var updated = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", """{"tags": [{"name": "two"}, {"name": "three"}]}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(["two", "three"], updated["tags"]!.AsArray().Select(tag => (string)tag!["name"]!));
        var cleared = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", """{"tags": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Empty(cleared["tags"]!.AsArray());
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_by_name()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var refused = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", """{"status": "solved", "created_datetime": "2024-01-01", "messages": [], "assignee_user_id": 1}""")).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Must be one of: open, closed."], refused.ErrorsAt("status"));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("created_datetime"));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("messages"));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("assignee_user_id"));
    }

    [Fact]
    public async Task An_unknown_ticket_is_a_404_even_with_a_wrong_body() =>
        (await desk.Admin.PutJsonAsync("/api/tickets/999999999", new { status = "solved" })).Is(HttpStatusCode.NotFound);

    [Fact]
    public async Task Spam_and_trash_are_marks_beside_the_status()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var marked = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { spam = true, trashed_datetime = "2026-01-01T00:00:00Z" })).Is(HttpStatusCode.Accepted);
        Assert.Equal("open", (string?)marked["status"]);
        Assert.True((bool)marked["spam"]!);
        var restored = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", """{"spam": null, "trashed_datetime": null}""")).Is(HttpStatusCode.Accepted);
        Assert.False((bool)restored["spam"]!);
        Assert.Equal(
            ["ticket-trashed", "ticket-marked-spam", "ticket-updated", "ticket-untrashed", "ticket-unmarked-spam", "ticket-updated"],
            await NewEventsAsync(ticket));
    }

    [Fact]
    public async Task A_ticket_is_read_for_the_caller_alone()
    {
        using var other = await desk.AsRoleAsync("agent");
        var ticket = await desk.Admin.OpenTicketAsync();
        Assert.False((bool)(await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { is_unread = false })).Is(HttpStatusCode.Accepted)["is_unread"]!);
        Assert.True((bool)(await other.GetJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.OK)["is_unread"]!);
        Assert.True((bool)(await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { is_unread = true })).Is(HttpStatusCode.Accepted)["is_unread"]!);
    }

    [Fact]
    public async Task A_ticket_can_move_to_another_customer()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var email = Samples.NewEmail();
        var moved = (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { customer = new { email } })).Is(HttpStatusCode.Accepted);
        Assert.Equal(email, (string?)moved["customer"]!["email"]);
        Assert.Contains("ticket-customer-updated", await NewEventsAsync(ticket));
    }

    private async Task<string[]> NewEventsAsync(Answer ticket) =>
        [.. (await desk.Admin.EventTypesAsync("Ticket", ticket["id"])).Where(type => type is not ("ticket-created" or "ticket-message-created"))];
}
