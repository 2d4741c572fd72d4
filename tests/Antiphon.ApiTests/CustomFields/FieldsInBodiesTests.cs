using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Customers;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;

namespace Antiphon.ApiTests.CustomFields;

/// <summary>Values in the bodies of tickets and customers, and what becomes of them when those merge or go.</summary>
public sealed class FieldsInBodiesTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B38")]
    public async Task A_ticket_is_made_and_changed_with_values_in_its_body()
    {
        var (reason, number) = (await desk.FieldAsync(FieldSamples.Tree), await desk.FieldAsync(FieldSamples.Number));
        var ticket = await desk.Admin.OpenTicketAsync(body => body["custom_fields"] = new JsonArray(FieldSamples.Value(reason, "Other"), FieldSamples.Value(number, 3)));
        Assert.Equal($"{reason}=\"Other\", {number}=3", ticket.FieldsOf());
        var changed = await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new JsonObject
        {
            ["status"] = "closed",
            ["custom_fields"] = new JsonArray(FieldSamples.Value(reason, "Shipping::Lost"), FieldSamples.Value(number, null)),
        });
        Assert.Equal($"{reason}=\"Shipping::Lost\"", changed.Is(HttpStatusCode.Accepted).FieldsOf());
        Assert.Equal(1, (await desk.EventsOfAsync("Ticket", (long)ticket["id"]!)).Count(type => type is "ticket-updated"));
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new JsonObject { ["custom_fields"] = new JsonArray(FieldSamples.Value(reason, "Shipping::Lost")) })).Is(HttpStatusCode.Accepted);
        Assert.Equal(1, (await desk.EventsOfAsync("Ticket", (long)ticket["id"]!)).Count(type => type is "ticket-updated"));
    }

    [Fact]
    [Trait("row", "B38")]
    public async Task A_wrong_value_refuses_the_whole_ticket_with_its_path()
    {
        var number = await desk.FieldAsync(FieldSamples.Number);
        var ofCustomers = await desk.FieldAsync(FieldSamples.Text, "Customer");
        var email = Samples.NewEmail();
        var body = Samples.Ticket(email);
        body["priority"] = "urgent";
        body["custom_fields"] = new JsonArray(FieldSamples.Value(number, "many"), FieldSamples.Value(ofCustomers, "x"), FieldSamples.Value(987654321, "x"));
        var refused = (await desk.Admin.PostJsonAsync("/api/tickets", body)).Is(HttpStatusCode.BadRequest);
        Assert.All(["priority", "custom_fields.0.value", "custom_fields.1.id", "custom_fields.2.id"], path => Assert.NotEmpty(refused.ErrorsAt(path)));
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/customers?email={email}")).Is(HttpStatusCode.OK)["data"]!.AsArray());

        var ticket = await desk.Admin.OpenTicketAsync();
        refused = await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new JsonObject { ["subject"] = "new", ["custom_fields"] = new JsonArray(FieldSamples.Value(number, true)) });
        Assert.NotEmpty(refused.Is(HttpStatusCode.BadRequest).ErrorsAt("custom_fields.0.value"));
        Assert.Equal("Order has not shipped", (string?)(await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}"))["subject"]);
    }

    [Fact]
    [Trait("row", "B21")]
    public async Task A_customer_is_made_and_changed_with_values_in_its_body()
    {
        var (text, flag) = (await desk.FieldAsync(FieldSamples.Text, "Customer"), await desk.FieldAsync(FieldSamples.Flag, "Customer"));
        var customer = await desk.CreateCustomerAsync(new JsonObject { ["name"] = "Una", ["custom_fields"] = new JsonArray(FieldSamples.Value(text, "gold"), FieldSamples.Value(flag, false)) });
        Assert.Equal($"{text}=\"gold\", {flag}=false", customer.FieldsOf());
        var changed = await desk.Admin.PutJsonAsync($"/api/customers/{customer["id"]}", new JsonObject { ["custom_fields"] = new JsonArray(FieldSamples.Value(text, null)) });
        Assert.Equal($"{flag}=false", changed.Is(HttpStatusCode.Accepted).FieldsOf());
        Assert.Equal("""["custom_fields"]""", (await desk.EventDataAsync("customer-updated", (long)customer["id"]!))!["changed"]!.ToJsonString());
        var refused = await desk.Admin.PostJsonAsync("/api/customers", new JsonObject { ["email"] = "no@fields.example", ["custom_fields"] = new JsonArray(FieldSamples.Value(flag, "maybe")) });
        Assert.NotEmpty(refused.Is(HttpStatusCode.BadRequest).ErrorsAt("custom_fields.0.value"));
    }

    [Fact]
    [Trait("row", "B21")]
    [Trait("row", "B20")]
    public async Task A_merge_carries_values_over_and_the_survivors_win()
    {
        var (both, source, target, body) = (await OfCustomersAsync(), await OfCustomersAsync(), await OfCustomersAsync(), await OfCustomersAsync());
        var from = await desk.CustomerIdAsync(new JsonObject { ["custom_fields"] = new JsonArray(FieldSamples.Value(both, "source"), FieldSamples.Value(source, "source"), FieldSamples.Value(body, "source")) });
        var to = await desk.CustomerIdAsync(new JsonObject { ["custom_fields"] = new JsonArray(FieldSamples.Value(both, "target"), FieldSamples.Value(target, "target")) });
        var merged = await desk.Admin.PutJsonAsync(
            $"/api/customers/merge?source_id={from}&target_id={to}", new JsonObject { ["custom_fields"] = new JsonArray(FieldSamples.Value(body, "body"), FieldSamples.Value(target, null)) });
        Assert.Equal($"{both}=\"target\", {source}=\"source\", {body}=\"body\"", merged.Is(HttpStatusCode.Accepted).FieldsOf());
        Assert.Equal(merged.FieldsOf(), await desk.FieldsAsync($"/api/customers/{to}"));
        (await desk.Admin.GetJsonAsync($"/api/customers/{from}/custom-fields")).Is(HttpStatusCode.MovedPermanently);
    }

    [Fact]
    [Trait("row", "B38")]
    public async Task Values_go_with_their_ticket_and_customer()
    {
        var (ofTickets, ofCustomers) = (await desk.FieldAsync(FieldSamples.Text), await OfCustomersAsync());
        var ticket = await desk.Admin.OpenTicketAsync(body => body["custom_fields"] = new JsonArray(FieldSamples.Value(ofTickets, "x")));
        var customer = (long)ticket["customer"]!["id"]!;
        (await desk.Admin.PutJsonAsync($"/api/customers/{customer}/custom-fields/{ofCustomers}", "\"x\"")).Is(HttpStatusCode.OK);
        Assert.Equal(2, await CountAsync(ofTickets, ofCustomers));
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.NoContent);
        Assert.Equal(1, await CountAsync(ofTickets, ofCustomers));
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{customer}")).Is(HttpStatusCode.NoContent);
        Assert.Equal(0, await CountAsync(ofTickets, ofCustomers));
    }

    private Task<long> OfCustomersAsync() => desk.FieldAsync(FieldSamples.Text, "Customer");

    private Task<long?> CountAsync(long ofTickets, long ofCustomers) => desk.NumberAsync(Sql.Of(
        $"""
        select (select count(*) from ticket_field_values where account_id = {desk.Account.Id} and field_id = {ofTickets})
          + (select count(*) from customer_field_values where account_id = {desk.Account.Id} and field_id = {ofCustomers})
        """));
}
