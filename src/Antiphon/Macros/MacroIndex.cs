using System.Text;
using System.Text.Json;
using Antiphon.Actions;
using Antiphon.Messages.Bodies;

namespace Antiphon.Macros;

/// <summary>What lists of macros are searched and filtered by, taken from their actions when these are written.</summary>
internal sealed record MacroIndex(string SearchText, string[] TagNames)
{
    // A list reads it for every macro of the account; what stands behind the first page of a text is rarely searched for.
    private const int MaxText = 10_000;

    private static readonly string[] Tagging = ["addTags", "setTags"];

    public static MacroIndex Of(string name, JsonElement actions)
    {
        var text = new StringBuilder(name);
        var tags = new List<string>();
        foreach (var action in actions.EnumerateArray())
        {
            var arguments = action.GetProperty("arguments");
            if (Text(arguments) is { } body && text.Length < MaxText)
            {
                text.Append('\n').Append(body.AsSpan(0, Math.Min(body.Length, MaxText - text.Length)));
            }

            if (Tagging.Contains(action.GetProperty("name").GetString()))
            {
                tags.AddRange(TagNames(arguments));
            }
        }

        return new MacroIndex(text.ToString().ToLowerInvariant(), [.. tags.Distinct(StringComparer.Ordinal)]);

        static IEnumerable<string> TagNames(JsonElement arguments) => arguments.TryGetProperty("tags", out var named) ? TagArgument.Read(named) : [];
    }

    private static string? Text(JsonElement arguments) =>
        Member(arguments, "body_text") is { Length: > 0 } text ? text : Member(arguments, "body_html") is { } html ? HtmlToText.Convert(html) : null;

    private static string? Member(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
