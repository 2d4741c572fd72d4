using System.Text.Json;

namespace Antiphon.Http.Body;

/// <summary>Texts and names of a body. PostgreSQL stores no NUL, and half of a surrogate pair is no text.</summary>
internal static class WireText
{
    public const string NoNul = "Null characters are not allowed.";
    public const string NoUnicode = "Not valid Unicode text.";

    /// <summary>Answers what is wrong, or null and the text.</summary>
    public static string? TryRead(JsonElement value, out string text)
    {
        text = "";
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return NoUnicode;
        }

        return Check(text);
    }

    public static string? Check(string text) => text.Contains('\0', StringComparison.Ordinal) ? NoNul : HasLoneSurrogate(text) ? NoUnicode : null;

    /// <summary>A member's name, or a stand-in when it is no text.</summary>
    public static bool TryName(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
            return Check(name) is null;
        }
        catch (InvalidOperationException)
        {
            name = "?";
            return false;
        }
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }
}
