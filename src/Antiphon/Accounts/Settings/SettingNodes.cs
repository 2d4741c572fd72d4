using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antiphon.Accounts.Settings;

/// <summary>The data of settings as nodes.</summary>
internal static class SettingNodes
{
    /// <summary>A value as nodes that can be changed; of a member that was sent twice the last one counts, as in the database.</summary>
    public static JsonNode? Copy(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var copy = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    copy[member.Name] = Copy(member.Value);
                }

                return copy;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Copy)]);
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            default:
                return JsonValue.Create(value.Clone());
        }
    }

    /// <summary>Null when the node is no whole number.</summary>
    public static long? Whole(JsonNode node) => node is JsonValue value && value.GetValueKind() is JsonValueKind.Number && value.GetValue<JsonElement>().TryGetInt64(out var number) ? number : null;
}
