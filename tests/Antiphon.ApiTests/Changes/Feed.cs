using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Changes;

/// <summary>Reading the change feed in tests.</summary>
internal static class Feed
{
    public static async Task<long> PositionAsync(this HttpClient caller) => (long)(await caller.GetJsonAsync("/api/changes")).Is(HttpStatusCode.OK)["next"]!;

    /// <summary>All changes behind a position, oldest first.</summary>
    public static async Task<List<JsonNode>> ChangesAsync(this HttpClient caller, long after, string query = "")
    {
        var all = new List<JsonNode>();
        while (true)
        {
            var page = (await caller.GetJsonAsync($"/api/changes?after={after}{query}")).Is(HttpStatusCode.OK);
            all.AddRange(page["data"]!.AsArray().Select(change => change!));
            if (!(bool)page["has_more"]!)
            {
                return all;
            }

            after = (long)page["next"]!;
        }
    }

    /// <summary>What a change says, such as <c>created Ticket 7</c>.</summary>
    public static string Said(this JsonNode change) => $"{change["type"]} {change["object_type"]} {change["object_id"]}";

    public static async Task<List<string>> SaidAsync(this HttpClient caller, long after, string query = "") => [.. (await caller.ChangesAsync(after, query)).Select(Said)];
}
