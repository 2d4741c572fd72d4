using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

[Trait("row", "B08")]
public sealed class CreateMessageTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_message_that_was_created_reads_the_same_afterwards()
    {
        var thread = await desk.ThreadAsync();
        var created = await desk.Admin.SaidAsync(thread.Ticket, Question().With("external_id", "call-7").With("meta", new JsonObject { ["page"] = "/cart" }).With("headers", new JsonObject { ["X-Shop"] = "a" }));
        var read = (await desk.Admin.MessageAsync(thread.Ticket, (long)created["id"]!)).Is(HttpStatusCode.OK);
        Assert.Equal(created.Body, read.Body);
        Assert.Equal($"/api/tickets/{thread.Ticket}/messages/{created["id"]}/", (string?)created["uri"]);
        Assert.Equal("call-7", (string?)created["external_id"]);
        Assert.Equal("api", (string?)created["via"]);
        Assert.Equal("""{"page":"/cart"}""", created["meta"]!.ToJsonString());
        Assert.Null(created["attachments"]);
    }

    [Fact]
    public async Task A_customers_message_counts_as_sent_when_it_was_written_and_has_no_receiver()
    {
        var thread = await desk.ThreadAsync();
        var created = await desk.Admin.SaidAsync(thread.Ticket, Question());
        Assert.Equal((string?)created["created_datetime"], (string?)created["sent_datetime"]);
        Assert.Equal(thread.Customer, (long)created["sender"]!["id"]!);
        Assert.Equal("Mira", (string?)created["sender"]!["firstname"]);
        Assert.Null(created["receiver"]);
        Assert.Equal("""{"type":"api"}""", created["source"]!.ToJsonString());
    }

    [Theory]
    [InlineData("api", null, true, false)]
    [InlineData("email", null, false, true)]
    [InlineData("sms", null, false, true)]
    [InlineData("chat", null, false, true)]
    [InlineData("whatsapp", null, false, true)]
    [InlineData("facebook-messenger", null, false, true)]
    [InlineData("phone", null, false, false)]
    [InlineData("aircall", null, false, false)]
    [InlineData("email", "2026-01-02T03:04:05Z", true, false)]
    [InlineData("phone", "2026-01-02T03:04:05Z", true, false)]
    [InlineData("internal-note", null, false, false)]
    public async Task The_channel_decides_what_becomes_of_an_agents_message(string channel, string? sentAt, bool isSentAtOnce, bool leaves)
    {
        var thread = await desk.ThreadAsync(phone: $"+4790{Random.Shared.Next(1_000_000, 9_999_999)}");
        var body = Reply(channel: channel).With("body_text", $"by {channel}");
        if (sentAt is not null)
        {
            body["sent_datetime"] = sentAt;
        }

        var created = await desk.Admin.SaidAsync(thread.Ticket, body);
        Assert.Equal(isSentAtOnce, created["sent_datetime"] is not null);
        Assert.Equal(channel is not "internal-note", (bool)created["public"]!);
        if (leaves)
        {
            Assert.NotNull((await desk.EndOfSendingAsync(thread.Ticket, (long)created["id"]!))["sent_datetime"]);
        }
        else
        {
            // A later message of the ticket would not overtake it, so once that one has left, this one would have.
            var marker = await desk.Admin.SaidAsync(thread.Ticket, Reply("marker"));
            await desk.EndOfSendingAsync(thread.Ticket, (long)marker["id"]!);
        }

        Assert.Equal(leaves, desk.Outbox().Sent.Any(message => message.Id == (long)created["id"]!));
    }

    [Fact]
    public async Task A_past_time_of_sending_means_that_nothing_leaves()
    {
        var thread = await desk.ThreadAsync("closed");
        var created = await desk.Admin.SaidAsync(thread.Ticket, Question().With("sent_datetime", "2025-05-05T05:05:05"));
        Assert.Equal("2025-05-05T05:05:05.000000+00:00", (string?)created["sent_datetime"]);
        Assert.Equal("closed", (await desk.TicketAsync(thread.Ticket)).Status);
    }

    [Fact]
    public async Task Missing_fields_and_wrong_ones_are_told_at_once()
    {
        var thread = await desk.ThreadAsync();
        var refused = (await desk.Admin.SayAsync(thread.Ticket, """{"via": "pigeon", "external_id": 7, "attachments": [{"url": "ftp://x"}], "foo": 1, "meta": [1], "macros": [{"id": 5}], "actions": [{"name": "x"}]}""")).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create message", (string?)refused["error"]!["msg"]);
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("channel"));
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("from_agent"));
        Assert.StartsWith("Must be one of:", refused.ErrorsAt("via").Single(), StringComparison.Ordinal);
        Assert.Equal(["Not a valid URL."], refused.ErrorsAt("attachments.0.url"));
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("attachments.0.name"));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("foo"));
        Assert.NotEmpty(refused.ErrorsAt("meta"));
        Assert.Equal(["Macro 5 does not exist."], refused.ErrorsAt("macros.0.id"));
        Assert.NotEmpty(refused.ErrorsAt("actions.0.title"));
    }

    [Theory]
    [InlineData("""{"channel": "email", "from_agent": true, "body_text": "x"}""", "source.from")]
    [InlineData("""{"channel": "email", "from_agent": false, "body_text": "x"}""", "source.from")]
    [InlineData("""{"channel": "email", "from_agent": true, "body_text": "x", "source": {"from": {"name": "Store"}}}""", "source.from.address")]
    [InlineData("""{"channel": "email", "from_agent": true, "body_text": "x", "source": {"type": "letter", "from": {"address": "a@b.example"}}}""", "source.type")]
    [InlineData("""{"channel": "email", "from_agent": true, "body_text": "x", "source": {"from": {"address": "a@b.example"}, "to": [{"address": "nobody"}]}}""", "source.to.0.address")]
    [InlineData("""{"channel": "api", "from_agent": true, "body_text": "x", "sender": {"id": 987654}}""", "sender.id")]
    [InlineData("""{"channel": "api", "from_agent": true, "body_text": "x", "sender": {"email": "nobody@store.example"}}""", "sender.email")]
    [InlineData("""{"channel": "internal-note", "from_agent": true, "body_text": "x", "sender": {"id": 987654}}""", "sender.id")]
    [InlineData("""{"channel": "internal-note", "from_agent": false, "body_text": "x"}""", "from_agent")]
    [InlineData("""{"channel": "internal-note", "from_agent": true, "body_text": "x", "receiver": {"id": 1}}""", "receiver")]
    [InlineData("""{"channel": "internal-note", "from_agent": true, "body_text": "x", "mention_ids": [987654]}""", "mention_ids.0")]
    [InlineData("""{"channel": "api", "from_agent": true, "body_text": "x", "mention_ids": [1]}""", "mention_ids")]
    [InlineData("""{"channel": "api", "from_agent": false, "body_text": "x", "receiver": {"id": 1}}""", "receiver")]
    [InlineData("""{"channel": "api", "from_agent": false, "body_text": "x", "sender": {"id": 987654}}""", "sender.id")]
    [InlineData("""{"channel": "api", "from_agent": true, "body_text": "x", "receiver": {"id": 987654}}""", "receiver.id")]
    [InlineData("""{"channel": "api", "from_agent": true, "body_text": "x", "integration_id": 987654}""", "integration_id")]
    [InlineData("""{"channel": "api", "from_agent": true, "body_text": " "}""", "body_text")]
    [InlineData("""{"channel": "telegraph", "from_agent": true, "body_text": "x"}""", "channel")]
    [InlineData("""{"channel": "sms", "from_agent": true, "body_text": "x"}""", "source.to")]
    public async Task A_message_that_breaks_a_rule_answers_400_with_the_path(string body, string path)
    {
        var thread = await desk.ThreadAsync();
        var refused = (await desk.Admin.SayAsync(thread.Ticket, body)).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt(path));
        Assert.Equal(0, (await desk.TicketAsync(thread.Ticket)).Count);
    }

    [Fact]
    public async Task The_sender_of_an_agents_message_is_the_caller_unless_it_names_a_user()
    {
        var thread = await desk.ThreadAsync();
        using var agent = await desk.AsRoleAsync("agent");
        var own = await agent.SaidAsync(thread.Ticket, Note());
        Assert.Equal("agent@acme.example", (string?)own["sender"]!["email"]);
        Assert.Equal(own["sender"]!.ToJsonString(), (await agent.SaidAsync(thread.Ticket, Note().With("sender", new JsonObject { ["id"] = 0 })))["sender"]!.ToJsonString());
        Assert.Equal(own["sender"]!.ToJsonString(), (await agent.SaidAsync(thread.Ticket, Note().With("sender", new JsonObject())))["sender"]!.ToJsonString());
        var other = await agent.SaidAsync(thread.Ticket, Note().With("sender", new JsonObject { ["email"] = Desk.AdminEmail.ToUpperInvariant() }));
        Assert.Equal(Desk.AdminEmail, (string?)other["sender"]!["email"]);
        var byId = await agent.SaidAsync(thread.Ticket, Note().With("sender", new JsonObject { ["id"] = $"{other["sender"]!["id"]}", ["name"] = "ignored", ["firstname"] = "too" }));
        Assert.Equal(Desk.AdminEmail, (string?)byId["sender"]!["email"]);
    }

    [Fact]
    [Trait("row", "I04")]
    public async Task An_unknown_sender_of_an_incoming_message_is_made_once()
    {
        var thread = await desk.ThreadAsync();
        var email = NewEmail();
        var body = Question().With("sender", new JsonObject { ["email"] = email, ["name"] = "Per Dahl" });
        var first = await desk.Admin.SaidAsync(thread.Ticket, body);
        var second = await desk.Admin.SaidAsync(thread.Ticket, body);
        Assert.Equal((long)first["sender"]!["id"]!, (long)second["sender"]!["id"]!);
        Assert.Equal("Dahl", (string?)first["sender"]!["lastname"]);
        Assert.Equal(["customer-created"], await desk.EventsOfAsync("Customer", (long)first["sender"]!["id"]!));
    }

    [Fact]
    [Trait("row", "I04")]
    public async Task An_id_and_an_address_of_different_customers_are_a_contradiction()
    {
        var thread = await desk.ThreadAsync();
        var other = await desk.ThreadAsync();
        var refused = (await desk.Admin.SayAsync(thread.Ticket, Question().With("sender", new JsonObject { ["id"] = thread.Customer, ["email"] = other.Email }))).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("sender.email"));
    }

    [Fact]
    public async Task A_refused_message_makes_no_customer()
    {
        var thread = await desk.ThreadAsync();
        var email = NewEmail();
        (await desk.Admin.SayAsync(thread.Ticket, Question().With("sender", new JsonObject { ["email"] = email }).With("integration_id", 987654))).Is(HttpStatusCode.BadRequest);
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/customers?email={email}")).Is(HttpStatusCode.OK)["data"]!.AsArray());
    }

    [Fact]
    public async Task The_missing_form_of_a_body_is_derived_from_the_other()
    {
        var thread = await desk.ThreadAsync();
        var text = await desk.Admin.SaidAsync(thread.Ticket, Question("Hello <b>,\n\nis 1 & 2 here?"));
        Assert.Equal("<div>Hello &lt;b&gt;,</div><br><div>is 1 &amp; 2 here?</div>", (string?)text["body_html"]);
        var html = await desk.Admin.SaidAsync(thread.Ticket, Question().Without("body_text").With("body_html", "<p>Hello <b>you</b></p><script>alert(1)</script><p>there</p>"));
        Assert.Equal("Hello you\n\nthere", (string?)html["body_text"]);
        var both = await desk.Admin.SaidAsync(thread.Ticket, Question("one").With("body_html", "<i>two</i>"));
        Assert.Equal(("one", "<i>two</i>"), ((string?)both["body_text"], (string?)both["body_html"]));
    }

    [Fact]
    public async Task The_hyphenated_spellings_of_public_guides_are_taken()
    {
        var thread = await desk.ThreadAsync();
        var created = await desk.Admin.SaidAsync(thread.Ticket, """{"channel": "api", "from-agent": false, "body-text": "hello", "body-html": "<p>hello</p>"}""");
        Assert.Equal("hello", (string?)created["body_text"]);
        (await desk.Admin.SayAsync(thread.Ticket, """{"channel": "api", "from-agent": false, "from_agent": false, "body-text": "hello"}""")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Bodies_are_limited_by_their_bytes()
    {
        var thread = await desk.ThreadAsync();
        var most = new string('\u00E9', 512 * 1024);
        Assert.Equal(1024 * 1024, Encoding.UTF8.GetByteCount(most));
        await desk.Admin.SaidAsync(thread.Ticket, Question(most));
        var refused = (await desk.Admin.SayAsync(thread.Ticket, Question(most + "a").With("body_html", most + "b"))).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("body_text"));
        Assert.NotEmpty(refused.ErrorsAt("body_html"));
        (await desk.Admin.SayAsync(thread.Ticket, Question().With("external_id", new string('x', 256)))).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_reply_by_mail_is_named_after_the_tickets_subject()
    {
        var thread = await desk.ThreadAsync(subject: "Where is it?");
        Assert.Equal("Re: Where is it?", (string?)(await desk.Admin.SaidAsync(thread.Ticket, Reply()))["subject"]);
        Assert.Equal("Mine", (string?)(await desk.Admin.SaidAsync(thread.Ticket, Reply().With("subject", "Mine")))["subject"]);
        Assert.Null((await desk.Admin.SaidAsync(thread.Ticket, Reply(channel: "api")))["subject"]);
        var answered = await desk.ThreadAsync(subject: "re: again");
        Assert.Equal("re: again", (string?)(await desk.Admin.SaidAsync(answered.Ticket, Reply()))["subject"]);
    }

    [Fact]
    public async Task Attachments_are_kept_and_suffice_as_content()
    {
        var thread = await desk.ThreadAsync();
        var files = JsonNode.Parse("""[{"url": "https://files.store.example/a.pdf", "name": "a.pdf", "content_type": "application/pdf", "size": 12, "extra": {"k": [1]}}, {"url": "https://files.store.example/b", "name": "b", "content_type": "image/png", "public": false}]""");
        var created = await desk.Admin.SaidAsync(thread.Ticket, Question().Without("body_text").With("attachments", files));
        Assert.Equal("""{"url":"https://files.store.example/a.pdf","name":"a.pdf","content_type":"application/pdf","size":12,"public":true,"extra":{"k":[1]}}""", Sorted(created["attachments"]![0]!));
        Assert.Equal("""{"url":"https://files.store.example/b","name":"b","content_type":"image/png","size":null,"public":false,"extra":null}""", Sorted(created["attachments"]![1]!));
        Assert.Null((await desk.Admin.SaidAsync(thread.Ticket, Question().With("attachments", new JsonArray())))["attachments"]);

        static string Sorted(JsonNode file) => new JsonObject(new[] { "url", "name", "content_type", "size", "public", "extra" }.Select(name => KeyValuePair.Create(name, file[name]?.DeepClone()))).ToJsonString();
    }

    [Fact]
    public async Task What_was_plainly_quoted_in_a_mail_is_stripped()
    {
        var thread = await desk.ThreadAsync();
        var mail = new JsonObject
        {
            ["channel"] = "email",
            ["from_agent"] = false,
            ["source"] = new JsonObject { ["from"] = new JsonObject { ["address"] = thread.Email }, ["to"] = new JsonArray(new JsonObject { ["address"] = "support@store.example" }) },
            ["body_text"] = "Thanks!\n-- \nMira\n\nOn Mon, 2 Mar 2026, Store wrote:\n> It arrives tomorrow.\n> Bye",
        };
        var created = await desk.Admin.SaidAsync(thread.Ticket, mail);
        Assert.Equal("Thanks!", (string?)created["stripped_text"]);
        Assert.Equal("Mira", (string?)created["stripped_signature"]);
        var given = await desk.Admin.SaidAsync(thread.Ticket, mail.With("stripped_text", "mine"));
        Assert.Equal(("mine", null), ((string?)given["stripped_text"], (string?)given["stripped_signature"]));
    }

    [Fact]
    public async Task A_ticket_that_is_not_there_answers_404_before_the_body_is_judged()
    {
        (await desk.Admin.SayAsync(987654321, "{}")).Is(HttpStatusCode.NotFound);
        var thread = await desk.ThreadAsync();
        var rival = await desk.OpenAccountAsync("rival-messages", "eve@rival.example");
        using var eve = desk.Caller("eve@rival.example", rival.ApiKey, "rival-messages.localhost");
        (await eve.SayAsync(thread.Ticket, Question())).Is(HttpStatusCode.NotFound);
        (await eve.GetJsonAsync($"/api/tickets/{thread.Ticket}/messages")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_lite_agent_writes_notes_only_and_an_observer_nothing()
    {
        var thread = await desk.ThreadAsync();
        using var lite = await desk.AsRoleAsync("lite-agent");
        using var observer = await desk.AsRoleAsync("observer-agent");
        var note = await lite.SaidAsync(thread.Ticket, Note());
        (await lite.SayAsync(thread.Ticket, Reply())).Is(HttpStatusCode.Forbidden);
        (await lite.SayAsync(thread.Ticket, Question())).Is(HttpStatusCode.Forbidden);
        (await lite.SayAsync(thread.Ticket, Note().With("channel", "email").With("public", true))).Is(HttpStatusCode.Forbidden);
        (await observer.SayAsync(thread.Ticket, Note())).Is(HttpStatusCode.Forbidden);
        (await observer.MessageAsync(thread.Ticket, (long)note["id"]!)).Is(HttpStatusCode.OK);
        var question = await desk.Admin.SaidAsync(thread.Ticket, Question());
        (await lite.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{question["id"]}", new { body_text = "changed" })).Is(HttpStatusCode.Forbidden);
        (await lite.DeleteJsonAsync($"/api/tickets/{thread.Ticket}/messages/{question["id"]}")).Is(HttpStatusCode.Forbidden);
        (await lite.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{note["id"]}", new { channel = "api", @public = true })).Is(HttpStatusCode.Forbidden);
        (await lite.PutJsonAsync($"/api/tickets/{thread.Ticket}/messages/{note["id"]}", new { body_text = "changed" })).Is(HttpStatusCode.Accepted);
        (await lite.DeleteJsonAsync($"/api/tickets/{thread.Ticket}/messages/{note["id"]}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_internal_note_is_private_whatever_the_request_says()
    {
        var thread = await desk.ThreadAsync();
        var note = await desk.Admin.SaidAsync(thread.Ticket, Note().With("public", true));
        Assert.False((bool)note["public"]!);
        Assert.Null(note["receiver"]);
        Assert.Equal("internal-note", (string?)note["source"]!["type"]);
    }

    [Fact]
    public async Task The_policy_for_failed_actions_is_one_of_three()
    {
        var thread = await desk.ThreadAsync();
        (await desk.Admin.SayAsync(thread.Ticket, Note(), "?action=force")).Is(HttpStatusCode.Created);
        (await desk.Admin.SayAsync(thread.Ticket, Note(), "?action=retry")).Is(HttpStatusCode.Created);
        (await desk.Admin.SayAsync(thread.Ticket, Note(), "?action=explode")).Is(HttpStatusCode.BadRequest);
    }
}
