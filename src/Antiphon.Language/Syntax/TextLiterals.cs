using System.Buffers;
using System.Globalization;
using System.Text;

namespace Antiphon.Language.Syntax;

/// <summary>JavaScript's escapes, both ways.</summary>
internal static class TextLiterals
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>What a literal means, given what stands between its quotes.</summary>
    public static (string Value, string? Problem) Unescape(ReadOnlySpan<char> inner)
    {
        var value = new StringBuilder(inner.Length);
        for (var at = 0; at < inner.Length; at++)
        {
            if (inner[at] != '\\')
            {
                value.Append(inner[at]);
                continue;
            }

            at++;
            if (at == inner.Length)
            {
                return ("", "expected a character behind \\");
            }

            switch (inner[at])
            {
                case 'n': value.Append('\n'); break;
                case 't': value.Append('\t'); break;
                case 'r': value.Append('\r'); break;
                case 'b': value.Append('\b'); break;
                case 'f': value.Append('\f'); break;
                case 'v': value.Append('\v'); break;
                case '\r' when at + 1 < inner.Length && inner[at + 1] == '\n': at++; break;
                case '\n' or '\r' or '\u2028' or '\u2029': break;
                case >= '0' and <= '9': return ("", "expected an escape other than a digit in the text");
                case 'x':
                    if (!TryHex(inner, at + 1, 2, out var code))
                    {
                        return ("", "expected two hexadecimal digits behind \\x");
                    }

                    value.Append((char)code);
                    at += 2;
                    break;
                case 'u':
                    if (!TryUnicode(inner, ref at, value))
                    {
                        return ("", "expected four hexadecimal digits, or up to six in braces, behind \\u");
                    }

                    break;
                default: value.Append(inner[at]); break;
            }
        }

        var text = value.ToString();
        return text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text)
            ? ("", "expected a text without U+0000 and without half a surrogate pair")
            : (text, null);
    }

    /// <summary>A literal in single quotes that means the text.</summary>
    public static string Quote(string value)
    {
        var raw = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\'' => raw.Append("\\'"),
                '\\' => raw.Append("\\\\"),
                '\n' => raw.Append("\\n"),
                '\r' => raw.Append("\\r"),
                '\t' => raw.Append("\\t"),
                < ' ' or '\u007F' or '\u2028' or '\u2029' => raw.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => raw.Append(c),
            };
        }

        return raw.Append('\'').ToString();
    }

    public static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
            {
                return true;
            }

            text = text[length..];
        }

        return false;
    }

    private static bool TryUnicode(ReadOnlySpan<char> inner, ref int at, StringBuilder value)
    {
        if (at + 1 < inner.Length && inner[at + 1] == '{')
        {
            var length = inner[(at + 2)..].IndexOf('}');
            if (length is < 1 or > 6 || !TryHex(inner, at + 2, length, out var point) || !Rune.TryCreate(point, out var rune))
            {
                return false;
            }

            value.Append(rune.ToString());
            at += length + 2;
            return true;
        }

        if (!TryHex(inner, at + 1, 4, out var unit))
        {
            return false;
        }

        value.Append((char)unit);
        at += 4;
        return true;
    }

    private static bool TryHex(ReadOnlySpan<char> inner, int start, int length, out int code)
    {
        code = 0;
        return start + length <= inner.Length
            && !inner.Slice(start, length).ContainsAnyExcept(HexDigits)
            && int.TryParse(inner.Slice(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
    }
}
