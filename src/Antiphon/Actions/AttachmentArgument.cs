using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Actions;

/// <summary>Files as messages have them. A macro stores them the way an upload answered them.</summary>
internal static class AttachmentArgument
{
    /// <summary>Null when one of them is none.</summary>
    public static IReadOnlyList<AttachmentRequest>? Read(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        var files = new List<AttachmentRequest>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.Object || Text(item, "url") is not { } url || Text(item, "name") is not { } name || Text(item, "content_type") is not { } type)
            {
                return null;
            }

            long? size = item.TryGetProperty("size", out var bytes) && bytes.ValueKind is JsonValueKind.Number && bytes.TryGetInt64(out var count) ? count : null;
            files.Add(new AttachmentRequest(url, name, type, size));
        }

        return files;
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
