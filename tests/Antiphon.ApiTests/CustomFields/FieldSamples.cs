using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.CustomFields;

/// <summary>Fields of every kind, as clients make them.</summary>
internal static class FieldSamples
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static int count;

    public static JsonObject Text => Definition("text", new { input_type = "input" });

    public static JsonObject Number => Definition("number", new { input_type = "input_number" });

    public static JsonObject Flag => Definition("boolean", new { input_type = "dropdown" });

    public static JsonObject Tree => Definition("text", new { input_type = "dropdown", choices = new[] { "Shipping::Late::Carrier", "Shipping::Lost", "Other" } });

    public static JsonObject Definition(string dataType, object settings) => new() { ["data_type"] = dataType, ["input_settings"] = JsonSerializer.SerializeToNode(settings) };

    public static JsonObject Field(JsonObject definition, string objectType = "Ticket") => new()
    {
        ["object_type"] = objectType,
        ["label"] = $"Field {Interlocked.Increment(ref count)}",
        ["definition"] = definition,
    };

    public static async Task<long> FieldAsync(this Desk desk, JsonObject definition, string objectType = "Ticket") =>
        (long)(await desk.Admin.PostJsonAsync("/api/custom-fields", Field(definition, objectType))).Is(HttpStatusCode.Created)["id"]!;

    public static async Task ArchiveAsync(this Desk desk, long field) =>
        (await desk.Admin.PutJsonAsync($"/api/custom-fields/{field}", """{"deactivated_datetime": "2026-01-01"}""")).Is(HttpStatusCode.OK);

    /// <summary>A value with its place in a list of values.</summary>
    public static JsonObject Value(long field, JsonNode? value) => new() { ["id"] = field, ["value"] = value };

    /// <summary>The map of a ticket or customer, as compact as the tests write it.</summary>
    public static string FieldsOf(this Answer owner) => FieldsOf(owner.Json);

    public static string FieldsOf(JsonNode owner) =>
        string.Join(", ", owner["custom_fields"]!.AsObject().Select(entry => $"{entry.Key}={entry.Value!["value"]!.ToJsonString(Readable)}"));

    public static async Task<string> FieldsAsync(this Desk desk, string path) => (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).FieldsOf();
}
