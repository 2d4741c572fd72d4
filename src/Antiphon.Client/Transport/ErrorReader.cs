using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Antiphon.Client.Transport;

/// <summary>
/// Reads the error body <c>{"error": {"msg", "data"}}</c>, and survives everything else that stands in its place: a proxy's HTML page, nothing, the
/// OAuth shape <c>{"error", "error_description"}</c>, or JSON that breaks off.
/// </summary>
internal static class ErrorReader
{
    private const int DeepestField = 32;

    public static (string Error, FieldErrorTree Fields) Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        var (error, fields) = Parse(body);
        return (string.IsNullOrWhiteSpace(error) ? Describe(status) : error, fields);
    }

    public static string TextOf(ReadOnlyMemory<byte> body) =>
        Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, AntiphonException.MaxRawBodyBytes)]).TrimEnd('\uFFFD');

    private static (string? Error, FieldErrorTree Fields) Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, FieldErrorTree.None);
            }

            if (!root.TryGetProperty("error", out var error))
            {
                return (TextIn(root, "message") ?? TextIn(root, "msg"), FieldErrorTree.None);
            }

            return error.ValueKind switch
            {
                JsonValueKind.Object => (
                    TextIn(error, "msg") ?? TextIn(error, "message"),
                    error.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null ? ToTree(data, 0) : FieldErrorTree.None),
                JsonValueKind.String => (
                    TextIn(root, "error_description") is { } description ? $"{error.GetString()}: {description}" : error.GetString(),
                    FieldErrorTree.None),
                _ => (null, FieldErrorTree.None),
            };
        }
        catch (JsonException)
        {
            return (null, FieldErrorTree.None);
        }
    }

    private static FieldErrorTree ToTree(JsonElement element, int depth)
    {
        var messages = new List<string>();
        var children = new Dictionary<string, FieldErrorTree>(StringComparer.Ordinal);
        if (depth == DeepestField)
        {
            messages.Add(element.GetRawText());
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                children[member.Name] = ToTree(member.Value, depth + 1);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                {
                    children[index.ToString(CultureInfo.InvariantCulture)] = ToTree(item, depth + 1);
                }
                else
                {
                    messages.Add(item.ToString());
                }

                index++;
            }
        }
        else
        {
            messages.Add(element.ToString());
        }

        return new(messages, children);
    }

    private static string? TextIn(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Describe(HttpStatusCode status) => $"HTTP {(int)status} {status}";
}
