using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using static Antiphon.ApiTests.Furniture.Samples;
using static Antiphon.ApiTests.Macros.MacroDesk;

namespace Antiphon.ApiTests.Macros;

[Trait("row", "J15")]
[Trait("row", "B28")]
public sealed class ApplyMacroTests : IAsyncLifetime
{
    private Desk desk = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync();
        await desk.MailboxAsync();
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task An_agent_gets_the_reply_as_a_draft_and_the_ticket_changes_at_once()
    {
        using var client = desk.Client();
        var ticket = await desk.MailTicketAsync();
        var macro = await desk.MacroAsync(
            Say("Hi {{ticket.customer.name|fallback(\"there\")}}, about {{ticket.subject}}: {{ticket.customer.nickname}}", "<p>{{ticket.messages[-1].body_text}} &amp; {{current_user.email}}</p>"),
            AddTags("shipping, order-status"),
            Samples.Action("setStatus", new JsonObject { ["status"] = "closed" }),
            Samples.Action("addAttachments", JsonNode.Parse("""{"attachments": [{"url": "https://files.example/a.pdf", "name": "a.pdf", "content_type": "application/pdf"}]}""")!.AsObject()));
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", IncomingEmail("mira@mail.example", "<b>bold</b> & \"quoted\""))).Is(HttpStatusCode.Created);
        var applied = await client.Macros.ApplyAsync(macro, ticket, cancellationToken: Token);
        Assert.Equal(["skipped", "done", "done", "done"], applied.Actions.Select(action => action.Status));
        Assert.Equal("Hi there, about Order has not shipped: ", applied.Reply!.BodyText);
        Assert.Equal($"<p>&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; &amp; {Desk.AdminEmail}</p>", applied.Reply.BodyHtml);
        Assert.Equal("a.pdf", Assert.Single(applied.Reply.Attachments).Name);
        Assert.Null(applied.Reply.MessageId);
        Assert.Equal(["ticket.customer.nickname"], applied.Missing);
        var after = await desk.TicketJsonAsync(ticket);
        Assert.Equal("closed", (string?)after["status"]);
        Assert.Equal(["shipping", "order-status"], after["tags"]!.AsArray().Select(tag => (string)tag!["name"]!));
        Assert.Equal(2, after["messages"]!.AsArray().Count);
        Assert.Equal(1, (await client.Macros.GetAsync(macro, cancellationToken: Token)).Usage);
        var events = await desk.Admin.EventTypesAsync("Ticket", ticket);
        Assert.Single(events, "macro-applied");
        Assert.Equal(3, events.Count(type => type == "action-executed"));
        Assert.Equal("Test macro", (string?)(await desk.EventDataAsync(EventType.MacroApplied, ticket))!["macro"]!["name"]);
    }

    [Fact]
    public async Task With_send_the_reply_leaves_to_whoever_wrote_last()
    {
        var email = NewEmail();
        var ticket = (long)(await desk.Admin.OpenTicketAsync(body => body["messages"] = new JsonArray(IncomingEmail(email))))["id"]!;
        var applied = await desk.ApplyAsync(ticket, send: true, Say("It left on {{ticket.created_datetime|datetime_format(\"YYYY\")}}."), Samples.Action("setStatus", new JsonObject { ["status"] = "closed" }));
        Assert.Equal(["setResponseText done", "setStatus done"], applied.Outcomes());
        var sent = await desk.EndOfSendingAsync(ticket, (long)applied["reply"]!["message_id"]!);
        Assert.NotNull(sent["sent_datetime"]);
        Assert.Equal((email, "support@store.example"), ((string)sent["source"]!["to"]![0]!["address"]!, (string)sent["source"]!["from"]!["address"]!));
        Assert.Equal($"It left on {((string)sent["created_datetime"]!)[..4]}.", (string?)sent["body_text"]);
        Assert.Equal("closed", (string?)(await desk.TicketJsonAsync(ticket))["status"]);
    }

    [Fact]
    public async Task An_action_that_fails_undoes_itself_and_no_other()
    {
        var ticket = await desk.MailTicketAsync();
        var applied = await desk.ApplyAsync(
            ticket,
            send: false,
            AddTags("first"),
            Samples.Action("setStatus", new JsonObject { ["status"] = "halfway" }),
            Samples.Action("setAssignee", new JsonObject { ["assignee_user"] = new JsonObject { ["id"] = Stock.Missing } }),
            Samples.Action("setTeamAssignee", new JsonObject { ["assignee_team"] = Stock.Missing }),
            Samples.Action("dance"),
            Samples.Action("snoozeTicket", new JsonObject { ["snooze_timedelta"] = "soon" }),
            Samples.Action("setCustomFieldValue", new JsonObject { ["custom_field_id"] = Stock.Missing, ["value"] = "x" }),
            AddTags(new string('x', 300)),
            AddTags("last"));
        Assert.Equal(
            [
                "addTags done", "setStatus failed invalid-arguments", "setAssignee failed user-not-found", "setTeamAssignee failed team-not-found", "dance failed unknown-action",
                "snoozeTicket failed invalid-arguments", "setCustomFieldValue failed invalid-arguments", "addTags failed invalid-arguments", "addTags done",
            ],
            applied.Outcomes());
        Assert.Equal(["first", "last"], (await desk.TicketJsonAsync(ticket))["tags"]!.AsArray().Select(tag => (string)tag!["name"]!));
        Assert.Equal(7, (await desk.EventDataAsync(EventType.MacroApplied, ticket))!["failed_actions"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_call_to_others_that_fails_keeps_the_reply_back()
    {
        var ticket = await desk.MailTicketAsync();
        var applied = await desk.ApplyAsync(ticket, send: true, Say("Refunded."), Samples.Action("shopifyFullRefundLastOrder", new JsonObject { ["restock"] = true }), Samples.Action("rechargeRefundLastCharge"), AddTags("refund"));
        Assert.Equal(
            ["setResponseText skipped earlier-action-failed", "shopifyFullRefundLastOrder failed integration-not-found", "rechargeRefundLastCharge skipped earlier-action-failed", "addTags done"],
            applied.Outcomes());
        Assert.Single((await desk.TicketJsonAsync(ticket))["messages"]!.AsArray());
    }

    [Fact]
    public async Task A_macro_on_a_message_changes_the_ticket_and_leaves_the_text_alone()
    {
        var ticket = await desk.MailTicketAsync();
        var macro = await desk.MacroAsync(Say("not this"), AddTags("used"), Samples.Action("setPriority", new JsonObject { ["priority"] = "high" }));
        var note = Note("my own words");
        note["macros"] = new JsonArray(new JsonObject { ["id"] = macro }, new JsonObject { ["id"] = macro });
        var said = (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", note)).Is(HttpStatusCode.Created);
        Assert.Equal($$"""[{"id":{{macro}}}]""", said["macros"]!.ToJsonString());
        Assert.Equal("my own words", (string?)said["body_text"]);
        var after = await desk.TicketJsonAsync(ticket);
        Assert.Equal(("high", "used", 2), ((string)after["priority"]!, (string)after["tags"]![0]!["name"]!, after["messages"]!.AsArray().Count));
        Assert.Equal(1, (long)(await desk.Admin.GetJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.OK)["usage"]!);
        var imported = Note("history");
        imported["imported"] = true;
        imported["macros"] = new JsonArray(new JsonObject { ["id"] = macro });
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", imported)).Is(HttpStatusCode.Created);
        Assert.Equal(1, (long)(await desk.Admin.GetJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.OK)["usage"]!);
        note["macros"] = new JsonArray(new JsonObject { ["id"] = Stock.Missing });
        Assert.NotEmpty((await desk.Admin.PostJsonAsync($"/api/tickets/{ticket}/messages", note)).Is(HttpStatusCode.BadRequest).ErrorsAt("macros.0.id"));
    }

    [Fact]
    public async Task Who_may_only_write_notes_changes_no_ticket_with_a_macro()
    {
        var (ticket, macro) = (await desk.MailTicketAsync(), await desk.MacroAsync(AddTags("beyond")));
        using var lite = await desk.AsRoleAsync("lite-agent");
        var note = Note("words");
        note["macros"] = new JsonArray(new JsonObject { ["id"] = macro });
        (await lite.PostJsonAsync($"/api/tickets/{ticket}/messages", note)).Is(HttpStatusCode.Created);
        Assert.Empty((await desk.TicketJsonAsync(ticket))["tags"]!.AsArray());
        (await lite.ApplyAsync(ticket, macro)).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_new_ticket_applies_the_macros_of_its_messages()
    {
        var macro = await desk.MacroAsync(AddTags("at birth"));
        var note = Note("first");
        note["macros"] = new JsonArray(new JsonObject { ["id"] = macro });
        var email = NewEmail();
        var ticket = await desk.Admin.OpenTicketAsync(body => body["messages"] = new JsonArray(IncomingEmail(email), note));
        Assert.Equal("at birth", (string?)ticket["tags"]![0]!["name"]);
    }

    [Fact]
    public async Task Nobody_applies_what_is_not_there_and_an_observer_applies_nothing()
    {
        var (ticket, macro) = (await desk.MailTicketAsync(), await desk.MacroAsync(AddTags("a")));
        (await desk.Admin.ApplyAsync(Stock.Missing, macro)).Is(HttpStatusCode.NotFound);
        (await desk.Admin.ApplyAsync(ticket, Stock.Missing)).Is(HttpStatusCode.NotFound);
        using var observer = await desk.AsRoleAsync("observer-agent");
        (await observer.ApplyAsync(ticket, macro)).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Many_applications_at_once_all_count()
    {
        var macro = await desk.MacroAsync(AddTags("busy"), Samples.Action("addInternalNote", new JsonObject { ["body_text"] = "seen {{ticket.id}}" }));
        var tickets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.MailTicketAsync()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => desk.Admin.ApplyAsync(tickets[i % 4], macro)));
        Assert.All(answers, answer => Assert.Equal(["addTags done", "addInternalNote done"], answer.Is(HttpStatusCode.OK).Outcomes()));
        Assert.Equal(24, (long)(await desk.Admin.GetJsonAsync($"/api/macros/{macro}")).Is(HttpStatusCode.OK)["usage"]!);
        Assert.Equal(7, (await desk.TicketJsonAsync(tickets[0]))["messages"]!.AsArray().Count);
    }
}
