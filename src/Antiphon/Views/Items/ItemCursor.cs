using System.Buffers.Text;
using System.Text.Json;
using Antiphon.Http.Body;

namespace Antiphon.Views.Items;

/// <summary>The end of a page: an item's id and its value in the order, null when it has none.</summary>
internal sealed record ItemEdge(long Id, string? Key);

/// <summary>
/// A page of items by its two ends, so that one cursor leads both ways, as the live service's does: a <c>direction</c> beside it says which. The one that it
/// has by itself is for clients that know only <c>next_cursor</c> and <c>prev_cursor</c>.
/// </summary>
internal sealed record ItemCursor(bool Forward, string Order, ItemEdge First, ItemEdge Last)
{
    public string Encode()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Forward ? "next" : "prev");
            writer.WriteStringValue(Order);
            foreach (var edge in new[] { First, Last })
            {
                writer.WriteNumberValue(edge.Id);
                writer.WriteStringValue(edge.Key);
            }

            writer.WriteEndArray();
        }

        return Convert.ToBase64String(buffer.ToArray());
    }

    public static ItemCursor? TryDecode(string text)
    {
        // An unencoded plus arrives as a space; padding gets lost on the way.
        var base64 = text.Replace(' ', '+').Replace('-', '+').Replace('_', '/').TrimEnd('=');
        base64 = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        if (!Base64.IsValid(base64))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(base64));
            return document.RootElement is { ValueKind: JsonValueKind.Array } parts && parts.GetArrayLength() == 6 && parts[0].GetString() is "next" or "prev"
                && parts[1].GetString() is { } order && Edge(parts[2], parts[3]) is { } first && Edge(parts[4], parts[5]) is { } last
                ? new ItemCursor(parts[0].GetString() is "next", order, first, last)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ItemEdge? Edge(JsonElement id, JsonElement key) =>
        id.TryGetInt64(out var number) && (key.GetString() is not { } text || WireText.Check(text) is null) ? new(number, key.GetString()) : null;
}
