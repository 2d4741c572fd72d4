using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Audit;

/// <summary>Looks into the audit log as an admin does.</summary>
internal static class AuditReading
{
    /// <summary>The newest rows that a query finds, newest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> AuditAsync(this Desk desk, string query = "") =>
        [.. (await desk.Admin.GetJsonAsync($"/api/audit?limit=100&{query}")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(row => row!)];

    /// <summary>The number of the newest row.</summary>
    public static async Task<long> LastAuditAsync(this Desk desk) => (long)(await desk.AuditAsync())[0]["id"]!;

    public static string? Text(this JsonNode row, string member) => (string?)row[member];
}
