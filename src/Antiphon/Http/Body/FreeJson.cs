using System.Text.Json;

namespace Antiphon.Http.Body;

/// <summary>Free JSON of a caller, such as <c>meta</c>: kept as it came, as far as PostgreSQL can keep it.</summary>
internal static class FreeJson
{
    // jsonb stores a number by its digits: an exponent of a few thousand is already more than it takes.
    private const int LongestNumber = 400;
    private const int LargestExponent = 400;

    /// <summary>How deep free JSON may nest. Answers put it under lists and objects of their own, and most readers of JSON stop at 64 levels.</summary>
    public const int MaxDepth = 32;

    /// <summary>Answers what is wrong, or null.</summary>
    public static string? Check(JsonElement value) => Check(value, depth: 0);

    private static string? Check(JsonElement value, int depth)
    {
        if (depth > MaxDepth)
        {
            return $"Nested deeper than {MaxDepth} levels.";
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return WireText.TryRead(value, out _);
            case JsonValueKind.Number:
                return CheckNumber(value.GetRawText());
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (Check(item, depth + 1) is { } error)
                    {
                        return error;
                    }
                }

                return null;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (!WireText.TryName(property, out _))
                    {
                        return WireText.NoUnicode;
                    }

                    if (Check(property.Value, depth + 1) is { } error)
                    {
                        return error;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static string? CheckNumber(string text)
    {
        var exponent = text.IndexOfAny(['e', 'E']);
        var tooLarge = text.Length > LongestNumber
            || (exponent >= 0 && (!int.TryParse(text.AsSpan(exponent + 1), System.Globalization.NumberStyles.AllowLeadingSign, null, out var power) || Math.Abs(power) > LargestExponent));
        return tooLarge ? "A number is too long to be stored." : null;
    }
}
