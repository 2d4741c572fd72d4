using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antiphon.Audit.Chain;

/// <summary>How one object became different in one transaction: its own columns, and the rows that are shown inside it.</summary>
internal sealed class ObjectChange(PendingRow first)
{
    // Kept as people read it, and shorter.
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject before = [];
    private readonly JsonObject after = [];
    private string verb = "changed";

    public PendingRow First => first;

    /// <summary>Such as <c>api-key-created</c>, for a change that no act of its own tells.</summary>
    public string Action => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(first.ObjectType)}-{verb}";

    public string? Before => before.Count > 0 ? before.ToJsonString(Readable) : null;

    public string? After => after.Count > 0 ? after.ToJsonString(Readable) : null;

    public static bool IsSame(PendingRow row, PendingRow other) => row.ObjectType == other.ObjectType && row.ObjectId == other.ObjectId;

    public void Add(PendingRow row)
    {
        if (row.Part is { } part)
        {
            AddTo(before, part, row.Before);
            AddTo(after, part, row.After);
            return;
        }

        // An object that is made and then completed was made.
        verb = verb is "created" && row.Action is "changed" ? verb : row.Action;
        foreach (var (column, value) in Members(row.Before))
        {
            before.TryAdd(column, value?.DeepClone());
        }

        foreach (var (column, value) in Members(row.After))
        {
            after[column] = value?.DeepClone();
        }
    }

    private static void AddTo(JsonObject side, string part, string? row)
    {
        if (row is null)
        {
            return;
        }

        if (!side.TryGetPropertyValue(part, out var rows))
        {
            side[part] = rows = new JsonArray();
        }

        rows!.AsArray().Add(JsonNode.Parse(row));
    }

    private static JsonObject Members(string? row) => row is null ? [] : JsonNode.Parse(row, documentOptions: new() { MaxDepth = Contract.WireJson.MaxDepth })!.AsObject();
}
