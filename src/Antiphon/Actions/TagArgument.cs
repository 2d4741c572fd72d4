using System.Text.Json;

namespace Antiphon.Actions;

/// <summary>The argument <c>tags</c>: one text with commas, as the original has it, or a list.</summary>
internal static class TagArgument
{
    public static IEnumerable<string> Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Split(value.GetString()!),
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).SelectMany(item => Split(item.GetString()!)),
        _ => [],
    };

    // Names of tags hold no comma, in a list neither.
    private static string[] Split(string names) => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
