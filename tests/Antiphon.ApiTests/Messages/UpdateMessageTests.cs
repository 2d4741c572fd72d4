using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

public sealed class UpdateMessageTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B09")]
    public async Task Only_what_is_sent_changes_and_the_bodies_are_independent()
    {
        var thread = await desk.ThreadAsync();
        var message = await desk.Admin.SaidAsync(thread.Ticket, Question("before").With("external_id", "e1").With("meta", new JsonObject { ["a"] = 1 }));
        var changed = await PutAsync(thread.Ticket, message, """{"channel": "api", "from_agent": false, "body_text": "after"}""");
        Assert.Equal(("after", "<div>before</div>", "e1"), ((string?)changed["body_text"], (string?)changed["body_html"], (string?)changed["external_id"]));
        Assert.Equal("after", (await desk.TicketAsync(thread.Ticket)).Excerpt);
        var cleared = await PutAsync(thread.Ticket, message, """{"external_id": null, "meta": null}""");
        Assert.Null(cleared["external_id"]);
        Assert.Null(cleared["meta"]);
        Assert.Equal("after", (string?)cleared["body_text"]);
        Assert.Equal(["ticket-message-created", "ticket-message-updated", "ticket-message-updated"], await desk.EventsOfAsync("TicketMessage", (long)message["id"]!));
    }

    [Fact]
    [Trait("row", "B09")]
    public async Task An_update_that_changes_nothing_writes_nothing()
    {
        var thread = await desk.ThreadAsync();
        var message = await desk.Admin.SaidAsync(thread.Ticket, Reply(channel: "phone").With("meta", JsonNode.Parse("""{"b": 1, "a": 2}""")).With("attachments", JsonNode.Parse("""[{"url": "https://x.example/a", "name": "a", "content_type": "text/plain"}]""")));
        var before = await desk.TicketAsync(thread.Ticket);
        var body = new JsonObject();
        foreach (var member in new[] { "channel", "from_agent", "via", "public", "body_text", "body_html", "meta", "source", "sender", "receiver", "attachments", "subject", "external_id" })
        {
            body[member] = message[member]?.DeepClone();
        }

        var answer = await PutAsync(thread.Ticket, message, body);
        Assert.Equal(message.Body, answer.Body);
        Assert.Equal(before, await desk.TicketAsync(thread.Ticket));
        Assert.Equal(["ticket-message-created"], await desk.EventsOfAsync("TicketMessage", (long)message["id"]!));
    }

    [Fact]
    [Trait("row", "B09")]
    public async Task Hiding_a_message_takes_it_out_of_what_the_customer_sees()
    {
        var thread = await desk.ThreadAsync();
        var message = await desk.Admin.SaidAsync(thread.Ticket, Question());
        Assert.NotNull((await desk.TicketAsync(thread.Ticket)).LastMessage);
        Assert.False((bool)(await PutAsync(thread.Ticket, message, new { @public = false }))["public"]!);
        Assert.Null((await desk.TicketAsync(thread.Ticket)).LastMessage);
        Assert.True((bool)(await PutAsync(thread.Ticket, message, new { @public = true }))["public"]!);
        Assert.NotNull((await desk.TicketAsync(thread.Ticket)).LastMessage);
    }

    [Fact]
    [Trait("row", "B09")]
    public async Task A_message_can_become_one_of_the_other_side_with_people_to_match()
    {
        var thread = await desk.ThreadAsync();
        var message = await desk.Admin.SaidAsync(thread.Ticket, Question());
        var outgoing = await PutAsync(thread.Ticket, message, new { channel = "api", from_agent = true });
        Assert.Equal(Desk.AdminEmail, (string?)outgoing["sender"]!["email"]);
        Assert.Equal(thread.Customer, (long)outgoing["receiver"]!["id"]!);
        Assert.Null((await PutAsync(thread.Ticket, message, """{"receiver": null}"""))["receiver"]);
        var incoming = await PutAsync(thread.Ticket, message, new { channel = "api", from_agent = false });
        Assert.Equal(thread.Email, (string?)incoming["sender"]!["email"]);
        Assert.Null(incoming["receiver"]);
    }

    [Theory]
    [Trait("row", "B09")]
    [InlineData("""{"channel": null}""", "channel")]
    [InlineData("""{"from_agent": null}""", "from_agent")]
    [InlineData("""{"channel": "pigeon"}""", "channel")]
    [InlineData("""{"channel": "email"}""", "source.from")]
    [InlineData("""{"source": {"type": "pigeon"}}""", "source.type")]
    [InlineData("""{"body_text": "", "body_html": null}""", "body_text")]
    [InlineData("""{"receiver": {"id": 1}}""", "receiver")]
    [InlineData("""{"sender": {"id": 987654}}""", "sender.id")]
    [InlineData("""{"integration_id": 987654}""", "integration_id")]
    [InlineData("""{"mention_ids": [1]}""", "mention_ids")]
    [InlineData("""{"stripped_text": "x"}""", "stripped_text")]
    [InlineData("""{"created_datetime": "2026-01-01"}""", "created_datetime")]
    [InlineData("""{"macros": []}""", "macros")]
    public async Task An_update_that_breaks_a_rule_answers_400_with_the_path(string body, string path)
    {
        var thread = await desk.ThreadAsync();
        var message = await desk.Admin.SaidAsync(thread.Ticket, Question());
        var refused = (await desk.Admin.PutJsonAsync(Path(thread.Ticket, message), body)).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to update message", (string?)refused["error"]!["msg"]);
        Assert.NotEmpty(refused.ErrorsAt(path));
    }

    [Fact]
    [Trait("row", "B09")]
    public async Task An_internal_note_never_becomes_public()
    {
        var thread = await desk.ThreadAsync();
        var note = await desk.Admin.SaidAsync(thread.Ticket, Note());
        Assert.NotEmpty((await desk.Admin.PutJsonAsync(Path(thread.Ticket, note), new { @public = true })).Is(HttpStatusCode.BadRequest).ErrorsAt("public"));
        Assert.Equal("changed", (string?)(await PutAsync(thread.Ticket, note, new { channel = "internal-note", from_agent = true, body_text = "changed" }))["body_text"]);
    }

    [Fact]
    [Trait("row", "B10")]
    public async Task A_deleted_message_is_gone_and_its_ticket_stays()
    {
        var thread = await desk.ThreadAsync();
        var first = await desk.Admin.SaidAsync(thread.Ticket, Question("first"));
        var second = await desk.Admin.SaidAsync(thread.Ticket, Note("second"));
        (await desk.Admin.DeleteJsonAsync(Path(thread.Ticket, second))).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync(Path(thread.Ticket, second))).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync(Path(thread.Ticket, second))).Is(HttpStatusCode.NotFound);
        var ticket = await desk.TicketAsync(thread.Ticket);
        Assert.Equal((1, "first"), (ticket.Count, ticket.Excerpt));
        (await desk.Admin.DeleteJsonAsync(Path(thread.Ticket, first))).Is(HttpStatusCode.NoContent);
        ticket = await desk.TicketAsync(thread.Ticket);
        Assert.Equal((0, null, null, null), (ticket.Count, ticket.Excerpt, ticket.LastMessage, ticket.LastReceived));
        Assert.Equal(["ticket-message-created", "ticket-message-deleted"], await desk.EventsOfAsync("TicketMessage", (long)first["id"]!));
        Assert.Equal(thread.Ticket, (long)(await desk.EventDataAsync("ticket-message-deleted", (long)first["id"]!))!["ticket_id"]!);
    }

    private static string Path(long ticket, Answer message) => $"/api/tickets/{ticket}/messages/{message["id"]}";

    private async Task<Answer> PutAsync(long ticket, Answer message, object body) => (await desk.Admin.PutJsonAsync(Path(ticket, message), body)).Is(HttpStatusCode.Accepted);
}
