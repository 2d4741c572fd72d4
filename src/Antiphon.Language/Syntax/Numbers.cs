using System.Globalization;

namespace Antiphon.Language.Syntax;

/// <summary>How numbers are spelled.</summary>
internal static class Numbers
{
    private const int MaxLiteralLength = 40;

    public static bool IsPrefixed(string raw) => raw.Length > 1 && raw[0] == '0' && raw[1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B';

    /// <summary>A number of code: decimal with fraction and exponent, or with 0x, 0o, 0b. A leading 0 before digits is refused: it once meant octal.</summary>
    public static bool TryParseLiteral(string raw, out decimal value)
    {
        value = 0;
        if (raw.Length > MaxLiteralLength)
        {
            return false;
        }

        if (IsPrefixed(raw))
        {
            return TryParsePrefixed(raw, out value);
        }

        if (raw.Length > 1 && raw[0] == '0' && char.IsAsciiDigit(raw[1]))
        {
            return false;
        }

        return raw.Any(char.IsAsciiDigit)
            && IsPlain(raw)
            && decimal.TryParse(raw, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A number inside a text, as <c>eq(ticket.id, '12')</c> has it: digits, perhaps a sign and a fraction.</summary>
    public static bool TryParseText(string text, out decimal value)
    {
        value = 0;
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var dot = digits.IndexOf('.');
        var whole = dot < 0 ? digits : digits[..dot];
        var fraction = dot < 0 ? default : digits[(dot + 1)..];
        return whole.Length is > 0 and <= 20 && fraction.Length <= 8 && (dot < 0 || fraction.Length > 0)
            && !whole.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9')
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The parser of numbers rounds what does not fit; here that is an error, so count the digits first.</summary>
    private static bool IsPlain(string raw)
    {
        var mantissa = raw.AsSpan();
        if (mantissa.IndexOfAny('e', 'E') is var e && e >= 0)
        {
            if (!int.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || exponent is < -28 or > 28)
            {
                return false;
            }

            mantissa = mantissa[..e];
            var digits = Digits(mantissa);
            var fraction = mantissa.IndexOf('.') is var point && point >= 0 ? mantissa.Length - point - 1 : 0;
            return digits + Math.Abs(exponent) + fraction <= 28;
        }

        return Digits(mantissa) <= 28;
    }

    private static int Digits(ReadOnlySpan<char> mantissa) => mantissa.Length - (mantissa.Contains('.') ? 1 : 0);

    private static bool TryParsePrefixed(string raw, out decimal value)
    {
        value = 0;
        var power = raw[1] switch { 'x' or 'X' => 16, 'o' or 'O' => 8, _ => 2 };
        if (raw.Length is < 3 or > 20)
        {
            return false;
        }

        foreach (var c in raw.AsSpan(2))
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= power)
            {
                return false;
            }

            value = (value * power) + digit;
        }

        return true;
    }
}
