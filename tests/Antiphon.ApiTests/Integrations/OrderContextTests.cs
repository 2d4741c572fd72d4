using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Macros;
using Antiphon.ApiTests.Messages;
using Microsoft.AspNetCore.Http;

namespace Antiphon.ApiTests.Integrations;

/// <summary>The three ways in which an order comes to a ticket: the text of a message, a shop that is asked, and a macro that says what the shop told.</summary>
[Trait("row", "I05")]
public sealed class OrderContextTests(HookDesk office) : IClassFixture<HookDesk>
{
    private readonly Desk desk = office.Desk;

    [Fact]
    public async Task An_order_shows_in_the_thread_and_beside_it()
    {
        await desk.MailboxAsync();
        await using var shop = await WebhookReceiver.StartAsync((_, http) =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("""{"orders": [{"name": "#1042", "status": "shipped", "total": "49.95"}]}""");
        });
        var asks = await desk.HookAsync(shop, ["ticket-created"]);
        (await desk.Admin.PostJsonAsync("/api/widgets", Samples.Widget(widget =>
        {
            (widget["type"], widget["integration_id"]) = ("http", asks);
            widget["template"]!["widgets"] = JsonNode.Parse("""[{"path": "orders[0].name", "type": "text", "title": "Last order"}]""");
        }))).Is(HttpStatusCode.Created);
        var email = Threads.NewEmail();
        var ticket = (long)(await desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email, Samples.IncomingEmail(email, "My order #1042 of 49.95 has not come.")))).Is(HttpStatusCode.Created)["id"]!;

        // In the message, as the customer wrote it.
        var shown = await desk.TicketJsonAsync(ticket);
        Assert.Equal("My order #1042 of 49.95 has not come.", (string?)shown["messages"]![0]!["body_text"]);

        // Beside the ticket, as the shop answered; the widget says how it is drawn.
        await Threads.UntilAsync(async () => (await desk.TicketJsonAsync(ticket))["customer"]!["integrations"]![$"{asks}"] is not null);
        var customer = (await desk.TicketJsonAsync(ticket))["customer"]!;
        Assert.Equal(("#1042", "shipped"), ((string)customer["integrations"]![$"{asks}"]!["orders"]![0]!["name"]!, (string)customer["integrations"]![$"{asks}"]!["orders"]![0]!["status"]!));
        Assert.Equal("#1042", (string?)(await desk.Admin.GetJsonAsync($"/api/customers/{customer["id"]}")).Is(HttpStatusCode.OK)["integrations"]![$"{asks}"]!["orders"]![0]!["name"]);
        var widget = Assert.Single((await desk.Admin.GetJsonAsync($"/api/widgets?integration_id={asks}")).Is(HttpStatusCode.OK)["data"]!.AsArray())!;
        Assert.Equal(("ticket", "orders[0].name"), ((string)widget["context"]!, (string)widget["template"]!["widgets"]![0]!["path"]!));

        // In the answer, as the macro renders it.
        var applied = await desk.ApplyAsync(
            ticket, send: true, MacroDesk.Say($"Order {{{{ticket.customer.integrations[{asks}].orders[0].name}}}} is {{{{ticket.customer.integrations.http.orders[0].status}}}}."));
        Assert.Empty(applied["missing"]!.AsArray());
        var thread = (await desk.TicketJsonAsync(ticket))["messages"]!.AsArray();
        Assert.Equal("Order #1042 is shipped.", (string?)thread[^1]!["body_text"]);
    }
}
