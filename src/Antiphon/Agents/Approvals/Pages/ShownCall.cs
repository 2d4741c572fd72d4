using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Agents.Approvals.Pages;

/// <summary>
/// A call as a person reads it before they let it happen. What is not seen, such as letters that turn the line round or have no width, is written out: a text must
/// not look like another one.
/// </summary>
internal static class ShownCall
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = WireJson.MaxDepth };

    /// <summary>The same JSON over several lines; escapes stand for the same letters as before.</summary>
    public static string Json(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Indented))
        {
            document.RootElement.WriteTo(writer);
        }

        return Visible(Encoding.UTF8.GetString(text.ToArray()));
    }

    public static string Visible(string text)
    {
        if (!text.EnumerateRunes().Any(IsHidden))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsHidden(rune))
            {
                shown.Append(rune.ToString());
                continue;
            }

            foreach (var unit in rune.ToString())
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            }
        }

        return shown.ToString();
    }

    // Two emoji may be joined by a letter without width; better to see that too.
    private static bool IsHidden(Rune rune) => rune.Value is not '\n' && Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
