using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;

namespace Antiphon.ApiTests.Macros;

/// <summary>Macros on tickets, as tests apply them.</summary>
internal static class MacroDesk
{
    public static async Task<long> MacroAsync(this Desk desk, params JsonObject[] actions) => (long)(await desk.Admin.PostJsonAsync(
        "/api/macros", new JsonObject { ["name"] = "Test macro", ["actions"] = new JsonArray([.. actions]) })).Is(HttpStatusCode.Created)["id"]!;

    public static Task<Answer> ApplyAsync(this HttpClient caller, long ticket, long macro, bool send = false) =>
        caller.PostJsonAsync($"/api/tickets/{ticket}/macros/{macro}/apply", new JsonObject { ["send"] = send });

    /// <summary>Applies a macro of these actions to a ticket.</summary>
    public static async Task<Answer> ApplyAsync(this Desk desk, long ticket, bool send, params JsonObject[] actions) =>
        (await desk.Admin.ApplyAsync(ticket, await desk.MacroAsync(actions), send)).Is(HttpStatusCode.OK);

    /// <summary>The statuses, and causes where there are any, of the actions.</summary>
    public static string[] Outcomes(this Answer application) =>
        [.. application["actions"]!.AsArray().Select(action => string.Join(' ', new[] { (string?)action!["name"], (string?)action["status"], (string?)action["cause"] }.OfType<string>()))];

    public static JsonObject Say(string text, string? html = null) => Samples.Action("setResponseText", new JsonObject { ["body_text"] = text, ["body_html"] = html });

    public static async Task<JsonNode> TicketJsonAsync(this Desk desk, long ticket) => (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.OK).Json;

    public static async Task<long> MailTicketAsync(this Desk desk) => (long)(await desk.Admin.OpenTicketAsync())["id"]!;

    public static Task<long> MailboxAsync(this Desk desk) => desk.IntegrationAsync("email", "Store", "support@store.example");
}
