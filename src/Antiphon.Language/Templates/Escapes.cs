using System.Net;
using System.Text.Json;

namespace Antiphon.Language.Templates;

/// <summary>Writes a value's text so that it stays text where it is put.</summary>
internal static class Escapes
{
    public static string Write(string text, Escaping escaping) => escaping switch
    {
        Escaping.Html => WebUtility.HtmlEncode(text),
        // The encoder of System.Text.Json replaces what is no Unicode and escapes what HTML would read; without its quotes it is the inside of a literal.
        Escaping.Json => JsonSerializer.Serialize(text, FactsJson.Default.String)[1..^1],
        Escaping.Url => Uri.EscapeDataString(text),
        Escaping.Header => text.ReplaceLineEndings("").Replace("\0", "", StringComparison.Ordinal),
        _ => text,
    };
}

/// <summary>Follows JSON text and knows whether it has just entered a string literal.</summary>
internal sealed class JsonPlace
{
    private bool escaped;

    public bool InString { get; private set; }

    public void Pass(string text)
    {
        foreach (var letter in text)
        {
            if (escaped)
            {
                escaped = false;
            }
            else if (letter is '\\' && InString)
            {
                escaped = true;
            }
            else if (letter is '"')
            {
                InString = !InString;
            }
        }
    }
}
