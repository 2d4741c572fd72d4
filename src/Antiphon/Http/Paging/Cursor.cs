using System.Text.Json;

namespace Antiphon.Http.Paging;

/// <summary>
/// The position of a page: base64 of <c>["next" or "prev", order, id, key…]</c>, opaque to clients. It holds no account: a statement names its own, so
/// a cursor of another account is only a position.
/// </summary>
internal sealed record Cursor(bool Forward, string Order, long Id, IReadOnlyList<string> Keys)
{
    public string Encode()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Forward ? "next" : "prev");
            writer.WriteStringValue(Order);
            writer.WriteNumberValue(Id);
            foreach (var key in Keys)
            {
                writer.WriteStringValue(key);
            }

            writer.WriteEndArray();
        }

        return Convert.ToBase64String(buffer.ToArray());
    }

    public static Cursor? TryDecode(string text)
    {
        // An unencoded plus arrives as a space; padding gets lost on the way.
        var base64 = text.Replace(' ', '+').Replace('-', '+').Replace('_', '/').TrimEnd('=');
        base64 = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var count))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.AsMemory(0, count));
            var parts = document.RootElement;
            if (parts.ValueKind is not JsonValueKind.Array || parts.GetArrayLength() < 3 || !parts[2].TryGetInt64(out var id) || parts[0].GetString() is not ("next" or "prev"))
            {
                return null;
            }

            var keys = parts.EnumerateArray().Skip(3).Select(part => part.GetString() ?? "").ToList();
            return keys.TrueForAll(key => Body.WireText.Check(key) is null) ? new Cursor(parts[0].GetString() is "next", parts[1].GetString() ?? "", id, keys) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
