using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Client.Transport;

/// <summary>
/// Reads a list in any of the forms in use: the envelope, an envelope without <c>meta</c> (tags of a ticket), and a bare array (account settings of
/// some accounts). Empty cursors count as none.
/// </summary>
internal static class PageReader
{
    public static Page<T> Read<T>(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return new(ReadItems<T>(ref reader), null, null, null);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Neither a list envelope nor an array.");
        }

        List<T>? items = null;
        var meta = new Page<T>([], null, null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals("data"u8);
            var isMeta = reader.ValueTextEquals("meta"u8);
            reader.Read();
            if (isData && reader.TokenType == JsonTokenType.StartArray)
            {
                items = ReadItems<T>(ref reader);
            }
            else if (isMeta && reader.TokenType == JsonTokenType.StartObject)
            {
                meta = ReadMeta<T>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return items is null ? throw new JsonException("The list has no member \"data\".") : meta with { Data = items };
    }

    private static List<T> ReadItems<T>(ref Utf8JsonReader reader)
    {
        var type = ReadJson.TypeOf<T>();
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("An item of the list is null."));
        }

        return items;
    }

    private static Page<T> ReadMeta<T>(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var meta = document.RootElement;
        return new(
            [],
            Text(meta, "next_cursor"),
            Text(meta, "prev_cursor"),
            meta.TryGetProperty("total_resources", out var total) && total.TryGetInt64OrNull() is { } count ? count : null);
    }

    private static string? Text(JsonElement meta, string name) =>
        meta.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static long? TryGetInt64OrNull(this JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
