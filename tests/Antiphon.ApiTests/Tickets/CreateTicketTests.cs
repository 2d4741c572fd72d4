using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tickets;

[Trait("row", "B03")]
public sealed class CreateTicketTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_created_ticket_is_read_back_as_it_was_answered()
    {
        var created = await desk.Admin.OpenTicketAsync(ticket =>
        {
            ticket["external_id"] = "RETURN#4213";
            ticket["priority"] = "high";
            ticket["meta"] = new JsonObject { ["order"] = 1042 };
            ticket["tags"] = new JsonArray(new JsonObject { ["name"] = "shipping" });
        });
        var read = (await desk.Admin.GetJsonAsync($"/api/tickets/{created["id"]}/")).Is(HttpStatusCode.OK);
        Assert.Equal(created.Body, read.Body);
        Assert.Equal("open", (string?)read["status"]);
        Assert.Equal("high", (string?)read["priority"]);
        Assert.Equal(1042, (int)read["meta"]!["order"]!);
        Assert.Equal("shipping", (string?)read["tags"]![0]!["name"]);
        Assert.True((bool)read["is_unread"]!);
        Assert.Equal("Where is my parcel?", (string?)read["messages"]![0]!["body_text"]);
        Assert.Equal(read["customer"]!.ToJsonString(), read["requester"]!.ToJsonString());
        Assert.Equal("en", (string?)read["language"]);
        Assert.Equal("created", created.Header("Antiphon-Outcome"));
    }

    [Fact]
    [Trait("row", "I06")]
    public async Task A_ticket_needs_a_message()
    {
        var missing = (await desk.Admin.PostJsonAsync("/api/tickets", new { subject = "no message" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create ticket", (string?)missing["error"]!["msg"]);
        Assert.Equal(["Missing data for required field."], missing.ErrorsAt("messages"));
        var empty = (await desk.Admin.PostJsonAsync("/api/tickets", new { messages = Array.Empty<object>() })).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(empty.ErrorsAt("messages"));
    }

    [Fact]
    public async Task Errors_of_messages_are_keyed_by_index()
    {
        var email = Samples.NewEmail();
        var broken = Samples.IncomingEmail(email);
        broken.Remove("channel");
        broken.Remove("from_agent");
        var ticket = Samples.Ticket(email, Samples.IncomingEmail(email), broken);
        ticket.Remove("channel");
        ticket.Remove("from_agent");
        ticket["priority"] = "urgent";
        var refused = (await desk.Admin.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("messages.1.channel"));
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("messages.1.from_agent"));
        Assert.Equal(["Must be one of: critical, high, normal, low."], refused.ErrorsAt("priority"));
        Assert.Empty(refused.ErrorsAt("messages.0.channel"));
    }

    [Fact]
    public async Task An_email_needs_the_address_it_came_from()
    {
        var email = Samples.NewEmail();
        var message = Samples.IncomingEmail(email);
        message["source"]!.AsObject().Remove("from");
        var refused = (await desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email, message))).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("messages.0.source.from"));
    }

    [Fact]
    public async Task Five_hundred_messages_pass_and_one_more_fails()
    {
        var email = Samples.NewEmail();
        var most = Samples.Ticket(email, [.. Enumerable.Range(0, 500).Select(i => Samples.IncomingEmail(email, $"Message {i}"))]);
        var created = (await desk.Admin.PostJsonAsync("/api/tickets", most)).Is(HttpStatusCode.Created);
        Assert.Equal(500, created["messages"]!.AsArray().Count);
        var tooMany = Samples.Ticket(email, [.. Enumerable.Range(0, 501).Select(i => Samples.IncomingEmail(email, $"Message {i}"))]);
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/tickets", tooMany)).Is(HttpStatusCode.BadRequest).ErrorsAt("messages"));
    }

    [Fact]
    [Trait("row", "A18")]
    public async Task A_subject_has_at_most_998_characters()
    {
        var longest = await desk.Admin.OpenTicketAsync(ticket => ticket["subject"] = new string('s', 998));
        Assert.Equal(998, ((string)longest["subject"]!).Length);
        var ticket = Samples.Ticket(Samples.NewEmail());
        ticket["subject"] = new string('s', 999);
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.BadRequest).ErrorsAt("subject"));
    }

    [Fact]
    [Trait("row", "I04")]
    public async Task The_customer_is_matched_by_email_or_id_and_else_created()
    {
        var email = Samples.NewEmail();
        var first = (await desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email))).Is(HttpStatusCode.Created);
        var byEmail = (await desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email.ToUpperInvariant()))).Is(HttpStatusCode.Created);
        Assert.Equal((long)first["customer"]!["id"]!, (long)byEmail["customer"]!["id"]!);
        var ticket = Samples.Ticket(email);
        ticket["customer"] = new JsonObject { ["id"] = (long)first["customer"]!["id"]! };
        Assert.Equal((long)first["customer"]!["id"]!, (long)(await desk.Admin.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.Created)["customer"]!["id"]!);
    }

    [Fact]
    [Trait("row", "I04")]
    public async Task An_id_and_an_email_of_different_customers_are_refused()
    {
        var first = await desk.Admin.OpenTicketAsync();
        var second = await desk.Admin.OpenTicketAsync();
        var ticket = Samples.Ticket(Samples.NewEmail());
        ticket["customer"] = new JsonObject { ["id"] = (long)first["customer"]!["id"]!, ["email"] = (string)second["customer"]!["email"]! };
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.BadRequest).ErrorsAt("customer.email"));
    }

    [Fact]
    public async Task A_refused_ticket_leaves_neither_customer_nor_tag_behind()
    {
        var email = Samples.NewEmail();
        var ticket = Samples.Ticket(email);
        ticket["tags"] = new JsonArray(new JsonObject { ["name"] = "never made" });
        ticket["assignee_user"] = new JsonObject { ["id"] = 999_999 };
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.BadRequest).ErrorsAt("assignee_user"));
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/customers?email={email}")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        Assert.Empty((await desk.Admin.GetJsonAsync("/api/tags?search=never%20made")).Is(HttpStatusCode.OK)["data"]!.AsArray());
    }

    [Fact]
    public async Task Events_name_what_happened_and_who_did_it()
    {
        var created = await desk.Admin.OpenTicketAsync(ticket => ticket["tags"] = new JsonArray(new JsonObject { ["name"] = "events" }));
        var events = (await desk.Admin.GetJsonAsync($"/api/events?object_type=Ticket&object_id={created["id"]}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Contains("ticket-created", events.Select(item => (string)item!["type"]!));
        Assert.Contains("ticket-tags-added", events.Select(item => (string)item!["type"]!));
        Assert.Single(events.Select(item => (string)item!["context"]!).Distinct());
        Assert.All(events, item => Assert.NotNull(item!["user_id"]));
    }

    [Fact]
    public async Task Given_datetimes_win_over_computed_ones()
    {
        var created = await desk.Admin.OpenTicketAsync(ticket =>
        {
            ticket["created_datetime"] = "2024-02-03T04:05:06.123456789Z";
            ticket["updated_datetime"] = "2024-02-04";
            ticket["closed_datetime"] = "2024-02-05T10:00:00+02:00";
        });
        Assert.Equal("2024-02-03T04:05:06.123456+00:00", (string?)created["created_datetime"]);
        Assert.Equal("2024-02-04T00:00:00.000000+00:00", (string?)created["updated_datetime"]);
        Assert.Equal("2024-02-05T08:00:00.000000+00:00", (string?)created["closed_datetime"]);
        Assert.Equal("closed", (string?)created["status"]);
    }
}
