using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Identity;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

/// <summary>Actions that a message brings: what they change, and that a call to others which fails keeps the message here.</summary>
[Trait("row", "B08")]
public sealed class MessageActionTests(Desk desk) : IClassFixture<Desk>
{
    private const string Cancel = """{"name": "shopifyCancelLastOrder", "title": "Cancel the order", "arguments": {}}""";
    private const string Close = """{"name": "setStatus", "title": "Set status", "type": "user", "arguments": {"status": "closed"}}""";
    private const string Unchanged = """{"channel": "email", "from_agent": true}""";

    [Fact]
    public async Task Actions_change_the_ticket_and_are_answered_as_sent_with_what_became_of_them()
    {
        var thread = await desk.ThreadAsync();
        var said = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", JsonNode.Parse(
            $$$"""
            [{"name": "addTags", "title": "Add tags", "arguments": {"tags": "shipping, parcel", "unknown": 1}, "status": "error", "error": {"msg": "of an earlier run"}},
             {"name": "setResponseText", "title": "Add response text", "arguments": {"body_text": "something else"}},
             {"name": "dance", "title": "Dance", "arguments": {}}, {{{Close}}}]
            """)));
        var actions = said["actions"]!.AsArray();
        Assert.Equal(["success", "skipped", "error", "success"], actions.Select(action => (string?)action!["status"]));
        Assert.Equal(1, (int)actions[0]!["arguments"]!["unknown"]!);
        Assert.False(actions[0]!.AsObject().ContainsKey("error"));
        Assert.Equal(("own-body", "unknown-action"), ((string?)actions[1]!["error"]!["cause"], (string?)actions[2]!["error"]!["cause"]));
        var ticket = (await desk.Admin.GetJsonAsync($"/api/tickets/{thread.Ticket}")).Is(HttpStatusCode.OK);
        Assert.Equal("closed", (string?)ticket["status"]);
        Assert.Equal(["parcel", "shipping"], ticket["tags"]!.AsArray().Select(tag => (string?)tag!["name"]).Order());
        // What failed changes nothing for others: the reply leaves with its own text.
        var sent = await desk.EndOfSendingAsync(thread.Ticket, Id(said));
        Assert.NotNull(sent["sent_datetime"]);
        Assert.Equal("It arrives tomorrow.", (string?)sent["body_text"]);
        Assert.Equal(actions.ToJsonString(), sent["actions"]!.ToJsonString());
        Assert.Contains("action-executed", await desk.EventsOfAsync("Ticket", thread.Ticket));
    }

    [Fact]
    public async Task A_call_to_others_that_fails_keeps_the_message_until_it_is_forced()
    {
        var thread = await desk.ThreadAsync();
        var held = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", JsonNode.Parse($"[{Cancel}, {Cancel}, {Close}]")));
        Assert.Equal(["error", "skipped", "success"], held["actions"]!.AsArray().Select(action => (string?)action!["status"]));
        Assert.StartsWith("The action shopifyCancelLastOrder failed: ", (string?)held["last_sending_error"]!["error"], StringComparison.Ordinal);
        Assert.NotNull(held["failed_datetime"]);
        Assert.Null(held["sent_datetime"]);
        Assert.True((await desk.TicketAsync(thread.Ticket)).NotDelivered);
        Assert.Equal(["ticket-message-created", "ticket-message-failed"], await desk.EventsOfAsync("TicketMessage", Id(held)));

        var again = (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(held)}?action=retry", Unchanged)).Is(HttpStatusCode.Accepted);
        Assert.Equal(["error", "skipped", "success"], again["actions"]!.AsArray().Select(action => (string?)action!["status"]));
        Assert.NotNull(again["failed_datetime"]);

        var forced = (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(held)}?action=force", Unchanged)).Is(HttpStatusCode.Accepted);
        Assert.Equal(["skipped", "skipped", "success"], forced["actions"]!.AsArray().Select(action => (string?)action!["status"]));
        var sent = await desk.EndOfSendingAsync(thread.Ticket, Id(held));
        Assert.NotNull(sent["sent_datetime"]);
        Assert.Null(sent["last_sending_error"]);
        Assert.False((await desk.TicketAsync(thread.Ticket)).NotDelivered);
    }

    [Theory]
    [InlineData("?action=force", true)]
    [InlineData("?action=retry", false)]
    public async Task The_policy_of_a_new_message_says_what_a_failed_call_means(string policy, bool leaves)
    {
        var thread = await desk.ThreadAsync();
        var said = (await desk.Admin.SayAsync(thread.Ticket, Reply().With("actions", JsonNode.Parse($"[{Cancel}]")), policy)).Is(HttpStatusCode.Created);
        var ended = await desk.EndOfSendingAsync(thread.Ticket, Id(said));
        Assert.Equal(leaves, ended["sent_datetime"] is not null);
        Assert.Equal(leaves ? "skipped" : "error", (string?)ended["actions"]![0]!["status"]);
    }

    [Fact]
    public async Task A_message_that_is_cancelled_with_its_failed_call_is_gone_and_never_left()
    {
        var thread = await desk.ThreadAsync();
        var said = (await desk.Admin.SayAsync(thread.Ticket, Reply().With("actions", JsonNode.Parse($"[{Cancel}]")), "?action=cancel")).Is(HttpStatusCode.Created);
        Assert.Equal("error", (string?)said["actions"]![0]!["status"]);
        (await desk.Admin.MessageAsync(thread.Ticket, Id(said))).Is(HttpStatusCode.NotFound);
        Assert.Equal(0, (await desk.TicketAsync(thread.Ticket)).Count);
        Assert.Equal(["ticket-message-created", "ticket-message-failed", "ticket-message-deleted"], await desk.EventsOfAsync("TicketMessage", Id(said)));

        var held = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("actions", JsonNode.Parse($"[{Cancel}]")));
        (await desk.Admin.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{Id(held)}?action=cancel", Unchanged)).Is(HttpStatusCode.Accepted);
        (await desk.Admin.MessageAsync(thread.Ticket, Id(held))).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain(desk.Outbox().Sent, sent => sent.TicketId == thread.Ticket);
    }

    [Fact]
    public async Task The_messages_of_a_new_ticket_bring_actions_too_and_history_keeps_them_without_running_them()
    {
        var message = new JsonObject { ["channel"] = "api", ["from_agent"] = false, ["body_text"] = "Hello", ["sender"] = new JsonObject { ["email"] = NewEmail() }, ["actions"] = JsonNode.Parse($"[{Close}]") };
        var created = (await desk.Admin.PostJsonAsync("/api/tickets", new JsonObject { ["channel"] = "api", ["via"] = "api", ["messages"] = new JsonArray(message.DeepClone()) })).Is(HttpStatusCode.Created);
        Assert.Equal(("closed", "success"), ((string?)created["status"], (string?)created["messages"]![0]!["actions"]![0]!["status"]));

        var thread = await desk.ThreadAsync();
        var imported = await desk.Admin.SaidAsync(thread.Ticket, message.With("imported", true));
        Assert.Null(imported["actions"]![0]!["status"]);
        Assert.Equal("open", (await desk.TicketAsync(thread.Ticket)).Status);
    }

    [Fact]
    public async Task Whoever_may_only_write_notes_brings_no_actions()
    {
        var thread = await desk.ThreadAsync();
        using var lite = await desk.AsRoleAsync(Roles.Lite);
        (await lite.SayAsync(thread.Ticket, Note().With("actions", JsonNode.Parse($"[{Close}]")))).Is(HttpStatusCode.Forbidden);
        await lite.SaidAsync(thread.Ticket, Note().With("actions", new JsonArray()));
        Assert.Equal("open", (await desk.TicketAsync(thread.Ticket)).Status);
    }

    [Theory]
    [InlineData("""{"actions": "x"}""", "actions")]
    [InlineData("""{"actions": [7]}""", "actions.0")]
    [InlineData("""{"actions": [{"title": "T", "arguments": {}}]}""", "actions.0.name")]
    [InlineData("""{"actions": [{"name": "x", "title": "T", "arguments": []}]}""", "actions.0.arguments")]
    public async Task A_list_that_is_none_is_refused_with_the_place(string wrong, string field)
    {
        var thread = await desk.ThreadAsync();
        var body = Note().With("actions", JsonNode.Parse(wrong)!["actions"]!.DeepClone());
        Assert.NotEmpty((await desk.Admin.SayAsync(thread.Ticket, body)).Is(HttpStatusCode.BadRequest).ErrorsAt(field));
    }

    private static long Id(Answer message) => (long)message["id"]!;
}
