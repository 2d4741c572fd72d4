using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Search;

/// <summary>Searches for tickets, and tickets to be found.</summary>
internal static class Searching
{
    public static async Task<Answer> SearchAsync(this HttpClient caller, string query, string more = "") =>
        (await caller.GetJsonAsync($"/api/tickets/search?q={Uri.EscapeDataString(query)}{more}")).Is(HttpStatusCode.OK);

    public static async Task<long[]> FindAsync(this HttpClient caller, string query, string more = "") =>
        [.. (await caller.SearchAsync(query, more))["data"]!.AsArray().Select(found => (long)found!["ticket"]!["id"]!)];

    /// <summary>A ticket of a new customer, with a subject and one message.</summary>
    public static async Task<long> TicketAsync(this HttpClient caller, string subject, string text, Action<JsonObject>? change = null)
    {
        var email = Samples.NewEmail();
        var ticket = Samples.Ticket(email, Samples.IncomingEmail(email, text));
        ticket["subject"] = subject;
        change?.Invoke(ticket);
        return (long)(await caller.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.Created)["id"]!;
    }

    public static async Task<long> FirstMessageAsync(this HttpClient caller, long ticket) =>
        (long)(await caller.GetJsonAsync($"/api/tickets/{ticket}/messages")).Is(HttpStatusCode.OK)["data"]![0]!["id"]!;
}
