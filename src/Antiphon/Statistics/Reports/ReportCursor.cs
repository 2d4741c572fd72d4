using System.Text;
using System.Text.Json;

namespace Antiphon.Statistics.Reports;

/// <summary>The position of a page of rows: base64 of <c>["next" or "prev", offset]</c>, opaque to clients.</summary>
internal static class ReportCursor
{
    public static string Next(long offset) => Encode("next", offset);

    public static string Prev(long offset) => Encode("prev", offset);

    /// <summary>How many rows stand before the page; null when the text is no cursor.</summary>
    public static long? Read(string text)
    {
        var base64 = text.Replace(' ', '+').Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var bytes = new byte[base64.Length + 4];
        if (!Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out var count))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.AsMemory(0, count));
            var parts = document.RootElement;
            return parts.ValueKind is JsonValueKind.Array && parts.GetArrayLength() == 2 && parts[0].ValueKind is JsonValueKind.String && parts[0].GetString() is "next" or "prev"
                && parts[1].ValueKind is JsonValueKind.Number && parts[1].TryGetInt64(out var offset) && offset >= 0
                ? offset
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Encode(string direction, long offset) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"[\"{direction}\", {offset}]"));
}
