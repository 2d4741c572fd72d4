using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Actions;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Integrations;

/// <summary>Templates that tell other services: each is installed, and meets a server of somebody else.</summary>
public sealed class OutboundTemplateTests : IAsyncLifetime
{
    private Desk desk = null!;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync(Hooks.Allow);

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    [Trait("row", "G09")]
    public async Task A_crm_follows_customers_and_writes_back_without_hearing_of_itself()
    {
        var writes = true;
        await using var crm = await WebhookReceiver.StartAsync(async (call, http) =>
        {
            if (writes)
            {
                // A note that is new each time: told back, it would never end.
                using var answer = new HttpRequestMessage(HttpMethod.Put, new Uri(desk.Address, $"/api/customers/{call["customer"]!["id"]}"));
                answer.Headers.Authorization = desk.Admin.DefaultRequestHeaders.Authorization;
                answer.Headers.Add("X-Antiphon-Origin", call.Header("X-Antiphon-Origin"));
                answer.Content = new StringContent(new JsonObject { ["note"] = $"Seen by the CRM, {call.Place}" }.ToJsonString(), new MediaTypeHeaderValue("application/json"));
                using var caller = new HttpClient();
                (await caller.SendAsync(answer, http.RequestAborted)).EnsureSuccessStatusCode();
            }
        });
        using var client = desk.Client();
        var mirror = (await client.Integrations.InstallTemplateAsync(new InstallIntegrationTemplateRequest("crm-mirror", crm.Url))).Integration!;
        Assert.Equal(crm.Url, mirror.Http!.Url);

        var customer = (long)(await desk.Admin.PostJsonAsync("/api/customers", new { name = "Ada Byron", email = "ada@mail.example" })).Is(HttpStatusCode.Created)["id"]!;
        await desk.CallsMadeAsync();
        var told = Assert.Single(crm.Calls);
        Assert.Equal($"acme/integration-{mirror.Id}", told.Header("X-Antiphon-Origin"));
        Assert.Equal(("customer-created", customer, "Ada Byron"), ((string)told["event"]!, (long)told["customer"]!["id"]!, (string)told["customer"]!["name"]!));
        Assert.Equal(Shape((await SampleAsync("crm-mirror")).AsObject()), Shape(told.Json.AsObject()));
        Assert.Equal("Seen by the CRM, 1", (string?)(await desk.Admin.GetJsonAsync($"/api/customers/{customer}")).Is(HttpStatusCode.OK)["note"]);

        (await desk.Admin.PutJsonAsync($"/api/customers/{customer}", new { name = "Ada King" })).Is(HttpStatusCode.Accepted);
        await desk.CallsMadeAsync();
        Assert.Equal(2, crm.Calls.Count);
        Assert.Equal(("customer-updated", "Ada King", "Seen by the CRM, 1"), ((string)crm.Calls[1]["event"]!, (string)crm.Calls[1]["customer"]!["name"]!, (string)crm.Calls[1]["customer"]!["note"]!));

        writes = false;
        var twin = (long)(await desk.Admin.PostJsonAsync("/api/customers", new { name = "Ada B.", email = "b@mail.example" })).Is(HttpStatusCode.Created)["id"]!;
        (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={twin}&target_id={customer}", new { })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{customer}")).Is(HttpStatusCode.NoContent);
        await desk.CallsMadeAsync();
        var merged = Assert.Single(crm.Calls, call => (string?)call["event"] is "customer-merged");
        Assert.Equal((twin, customer), ((long)merged["merged_from"]!, (long)merged["customer"]!["id"]!));
        var gone = Assert.Single(crm.Calls, call => (string?)call["event"] is "customer-deleted");
        Assert.Equal(customer, (long)gone["customer"]!["id"]!);
        Assert.Null(gone["customer"]!["email"]);
    }

    [Fact]
    [Trait("row", "G12")]
    public async Task A_chat_room_hears_once_of_each_ticket_of_a_vip_or_angry_customer()
    {
        await using var room = await WebhookReceiver.StartAsync();
        using var client = desk.Client();
        Assert.NotNull((await client.Integrations.InstallTemplateAsync(new InstallIntegrationTemplateRequest("chat-room-alert", room.Url))).Rule);
        var calm = await desk.Admin.OpenTicketAsync();
        var vip = await desk.Admin.OpenTicketAsync(ticket => ticket["tags"] = new JsonArray(new JsonObject { ["name"] = "vip" }));
        var angry = await desk.Admin.OpenTicketAsync(ticket => ticket["subject"] = "My \"tent\" leaks");
        (await desk.Admin.PostJsonAsync($"/api/tickets/{angry["id"]}/messages", Samples.IncomingEmail((string)angry["customer"]!["email"]!, "This is UNACCEPTABLE, and I am furious."))).Is(HttpStatusCode.Created);
        await desk.CallsMadeAsync();
        foreach (var ticket in (Answer[])[calm, vip, angry])
        {
            (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { subject = "Still waiting" })).Is(HttpStatusCode.Accepted);
            (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket["id"]}/messages", Samples.IncomingEmail((string)ticket["customer"]!["email"]!, "Still waiting."))).Is(HttpStatusCode.Created);
        }

        await desk.CallsMadeAsync();
        Assert.Equal(
            new[] { Text(vip, "Order has not shipped"), Text(angry, "My \"tent\" leaks") }.Order(StringComparer.Ordinal),
            room.Calls.Select(call => (string)call["text"]!).Order(StringComparer.Ordinal));
        Assert.Equal(Shape((await SampleAsync("chat-room-alert")).AsObject()), Shape(room.Calls[0].Json.AsObject()));
        Assert.Equal("success", (string?)Assert.Single(await desk.CallEventsAsync((long)vip["id"]!))["status"]);

        static string Text(Answer ticket, string subject) => $"Ticket {ticket["id"]} of {(string?)ticket["customer"]!["name"] ?? "somebody"} wants a person: {subject}";
    }

    [Fact]
    public async Task Only_outbound_templates_are_installed_and_only_with_an_address_that_may_be_called()
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/integrations/templates", new { template = "phone-call", url = "https://user:word@crm.example/" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Must be one of: crm-mirror, chat-room-alert."], refused.ErrorsAt("template"));
        Assert.Single(refused.ErrorsAt("url"));
        Assert.Single((await desk.Admin.PostJsonAsync("/api/integrations/templates", new { template = "chat-room-alert" })).Is(HttpStatusCode.BadRequest).ErrorsAt("url"));
        var rule = (await desk.Admin.PostJsonAsync("/api/integrations/templates", new { template = "chat-room-alert", name = "Room", url = "https://chat.example/it's/{{ticket.id}}?a=b\\c" })).Is(HttpStatusCode.Created)["rule"]!;
        Assert.Equal("Room", (string?)rule["name"]);
        Assert.Contains("url: 'https://chat.example/it%27s/%7B%7Bticket.id%7D%7D?a=b", (string?)rule["code"], StringComparison.Ordinal);
    }

    private async Task<JsonNode> SampleAsync(string slug)
    {
        using var client = desk.Client();
        var template = (await client.Integrations.ListTemplatesAsync()).Single(template => template.Slug == slug);
        Assert.Equal("outbound", template.Direction);
        return JsonNode.Parse(template.Sample.GetRawText())!;
    }

    /// <summary>The names of an object's members, and of those in it, in their order.</summary>
    private static string Shape(JsonObject json) => JsonSerializer.Serialize(json.Select(member => member.Value is JsonObject inside ? $"{member.Key}: {Shape(inside)}" : member.Key));
}
