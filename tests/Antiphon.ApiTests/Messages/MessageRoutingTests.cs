using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Messages;

/// <summary>What is derived of a message's routing, from the account's integrations and the customer's addresses.</summary>
[Trait("row", "B08")]
public sealed class MessageRoutingTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_reply_goes_to_the_tickets_customer_unless_it_names_another()
    {
        var thread = await desk.ThreadAsync();
        var reply = await desk.Admin.SaidAsync(thread.Ticket, Reply());
        Assert.Equal(thread.Customer, (long)reply["receiver"]!["id"]!);
        Assert.Equal($$"""[{"name":"Mira Olsen","address":"{{thread.Email}}"}]""", reply["source"]!["to"]!.ToJsonString());
        var other = await desk.ThreadAsync();
        var named = await desk.Admin.SaidAsync(thread.Ticket, Reply().With("receiver", new JsonObject { ["id"] = other.Customer }));
        Assert.Equal(other.Email, (string?)named["source"]!["to"]![0]!["address"]);
        var addressed = Reply();
        addressed["source"]!["to"] = JsonNode.Parse("""[{"address": "warehouse@partner.example"}]""");
        addressed["source"]!["cc"] = JsonNode.Parse("""[{"address": "copy@partner.example", "name": "Copy"}]""");
        addressed["source"]!["extra"] = JsonNode.Parse("""{"include_thread": true}""");
        var given = await desk.Admin.SaidAsync(thread.Ticket, addressed);
        Assert.Equal(thread.Customer, (long)given["receiver"]!["id"]!);
        Assert.Equal("""[{"address":"warehouse@partner.example"}]""", given["source"]!["to"]!.ToJsonString());
        Assert.Equal("Copy", (string?)given["source"]!["cc"]![0]!["name"]);
        Assert.True((bool)given["source"]!["extra"]!["include_thread"]!);
        Assert.Null(given["source"]!["bcc"]);
    }

    [Fact]
    public async Task The_integration_is_found_by_its_address_else_it_is_the_default_one()
    {
        await using var own = await Desk.StartAsync();
        var first = await own.IntegrationAsync("email", "First", "first@store.example");
        var support = await own.IntegrationAsync("gmail", "Support", "Support@Store.example");
        var sms = await own.IntegrationAsync("sms", "Text", "+4799999999");
        var thread = await own.ThreadAsync(phone: "+4791234567");
        Assert.Equal(support, (long)(await own.Admin.SaidAsync(thread.Ticket, Reply()))["integration_id"]!);
        // It left elsewhere, so nothing is sent.
        var unknown = Reply().With("sent_datetime", "2026-01-05T10:00:00Z");
        unknown["source"]!["from"]!["address"] = "elsewhere@store.example";
        Assert.Equal(first, (long)(await own.Admin.SaidAsync(thread.Ticket, unknown))["integration_id"]!);
        await own.SettingAsync("default-integration", $$"""{"email": {{support}}}""");
        Assert.Equal(support, (long)(await own.Admin.SaidAsync(thread.Ticket, unknown))["integration_id"]!);
        Assert.Equal(first, (long)(await own.Admin.SaidAsync(thread.Ticket, Reply().With("sent_datetime", "2026-01-05T10:00:00Z").With("integration_id", first)))["integration_id"]!);
        var text = await own.Admin.SaidAsync(thread.Ticket, Reply(channel: "sms").Without("source"));
        Assert.Equal(sms, (long)text["integration_id"]!);
        Assert.Equal("""{"to":[{"name":"Mira Olsen","address":"\u002B4791234567"}],"from":{"name":"Text","address":"\u002B4799999999"},"type":"sms"}""", text["source"]!.ToJsonString());
        Assert.Equal($"{support},{first},{sms}", (await own.TicketAsync(thread.Ticket)).Integrations);
    }

    [Fact]
    [Trait("row", "I07")]
    public async Task A_mail_from_an_address_that_is_no_integrations_is_refused_with_those_that_are()
    {
        await using var own = await Desk.StartAsync();
        var thread = await own.ThreadAsync();
        // Without any mailbox there is nothing that it could differ from.
        await own.Admin.SaidAsync(thread.Ticket, Reply());
        var first = await own.IntegrationAsync("email", "First", "first@store.example");
        var support = await own.IntegrationAsync("gmail", "Support", "Support@Store.example");
        await UntilAsync(() => Task.FromResult(own.Outbox().Sent.Count == 1));
        const int sent = 1;
        var before = (await own.Admin.GetJsonAsync($"/api/messages?ticket_id={thread.Ticket}"))["data"]!.AsArray().Count;
        var foreign = Reply();
        foreign["source"]!["from"]!["address"] = "elsewhere@store.example";
        var refused = (await own.Admin.SayAsync(thread.Ticket, foreign)).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["No mail leaves from this address. Must be one of: first@store.example, Support@Store.example."], refused.ErrorsAt("source.from.address"));
        // An integration sends from its own address alone.
        var other = (await own.Admin.SayAsync(thread.Ticket, Reply().With("integration_id", first))).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["No mail leaves from this address. Must be one of: first@store.example."], other.ErrorsAt("source.from.address"));
        var ticket = (await own.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(thread.Email, foreign.DeepClone().AsObject()))).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(ticket.ErrorsAt("messages.0.source.from.address"));
        Assert.Equal((sent, before), (own.Outbox().Sent.Count, (await own.Admin.GetJsonAsync($"/api/messages?ticket_id={thread.Ticket}"))["data"]!.AsArray().Count));
        var said = await own.Admin.SaidAsync(thread.Ticket, Reply().With("integration_id", support));
        Assert.Equal(support, (long)said["integration_id"]!);
        await UntilAsync(() => Task.FromResult(own.Outbox().Sent.Count > sent));
    }

    [Fact]
    public async Task An_incoming_mail_belongs_to_the_integration_that_it_was_sent_to()
    {
        await using var own = await Desk.StartAsync();
        await own.IntegrationAsync("email", "First", "first@store.example");
        var sales = await own.IntegrationAsync("outlook", "Sales", "sales@store.example");
        var thread = await own.ThreadAsync();
        var mail = Question().With("channel", "email").With("source", JsonNode.Parse("""{"from": {"address": "mira@mail.example"}, "to": [{"address": "who@else.example"}], "cc": [{"address": "SALES@store.example"}]}"""));
        Assert.Equal(sales, (long)(await own.Admin.SaidAsync(thread.Ticket, mail))["integration_id"]!);
    }

    [Theory]
    [InlineData("contact_form", "contact-form")]
    [InlineData("whatsapp", "whatsapp-message")]
    [InlineData("phone", "phone")]
    [InlineData("facebook-mention", "facebook-mention-post")]
    public async Task The_type_of_the_routing_follows_the_channel(string channel, string type)
    {
        var thread = await desk.ThreadAsync();
        Assert.Equal(type, (string?)(await desk.Admin.SaidAsync(thread.Ticket, Question().With("channel", channel)))["source"]!["type"]);
        Assert.Equal("app", (string?)(await desk.Admin.SaidAsync(thread.Ticket, Question().With("channel", channel).With("source", new JsonObject { ["type"] = "app" })))["source"]!["type"]);
    }
}
