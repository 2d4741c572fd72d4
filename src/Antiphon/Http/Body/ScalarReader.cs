using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Http.Body;

/// <summary>
/// Reads one scalar of a body the way the live service's clients count on: numbers and flags also as strings. A function writes the value in its
/// proper form, or answers what is wrong with it.
/// </summary>
internal static class ScalarReader
{
    private const int LastYear = 9000;

    public static Func<JsonElement, Utf8JsonWriter, string?>? Find(Type type) =>
        type == typeof(string) ? Text
        : type == typeof(long) ? Long
        : type == typeof(int) ? Int
        : type == typeof(bool) ? Flag
        : type == typeof(decimal) ? Number
        : type == typeof(DateTimeOffset) ? Time
        : type == typeof(JsonElement) ? Free
        : null;

    private static string? Text(JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind is not JsonValueKind.String)
        {
            return "Not a valid string.";
        }

        if (WireText.TryRead(value, out var text) is { } error)
        {
            return error;
        }

        writer.WriteStringValue(text);
        return null;
    }

    private static string? Long(JsonElement value, Utf8JsonWriter writer)
    {
        if (!TryInteger(value, out var number))
        {
            return "Not a valid integer.";
        }

        writer.WriteNumberValue(number);
        return null;
    }

    private static string? Int(JsonElement value, Utf8JsonWriter writer)
    {
        if (!TryInteger(value, out var number) || number is < int.MinValue or > int.MaxValue)
        {
            return "Not a valid integer.";
        }

        writer.WriteNumberValue(number);
        return null;
    }

    private static string? Number(JsonElement value, Utf8JsonWriter writer)
    {
        decimal number;
        if (value.ValueKind is JsonValueKind.Number ? !value.TryGetDecimal(out number) : !decimal.TryParse(TextOf(value), NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return "Not a valid number.";
        }

        writer.WriteNumberValue(number);
        return null;
    }

    private static string? Flag(JsonElement value, Utf8JsonWriter writer)
    {
        bool? flag = value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when value.TryGetInt32(out var number) && number is 0 or 1 => number is 1,
            JsonValueKind.String => FlagOf(TextOf(value)),
            _ => null,
        };
        if (flag is null)
        {
            return "Not a valid boolean.";
        }

        writer.WriteBooleanValue(flag.Value);
        return null;
    }

    // So far that whatever is added to it still is a time.
    private static string? Time(JsonElement value, Utf8JsonWriter writer)
    {
        if (!WireDate.TryParse(TextOf(value), out var time) || time.Year > LastYear)
        {
            return "Not a valid datetime.";
        }

        writer.WriteStringValue(WireDate.Format(time));
        return null;
    }

    private static string? Free(JsonElement value, Utf8JsonWriter writer)
    {
        if (FreeJson.Check(value) is { } error)
        {
            return error;
        }

        value.WriteTo(writer);
        return null;
    }

    internal static bool? FlagOf(string? text) => text switch
    {
        "true" or "True" or "1" => true,
        "false" or "False" or "0" => false,
        _ => null,
    };

    private static bool TryInteger(JsonElement value, out long number)
    {
        if (value.ValueKind is JsonValueKind.String)
        {
            return long.TryParse(TextOf(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        }

        number = 0;
        if (value.ValueKind is not JsonValueKind.Number)
        {
            return false;
        }

        if (value.TryGetInt64(out number))
        {
            return true;
        }

        // 12.0 is an integer to the languages that have one kind of number.
        if (value.TryGetDecimal(out var fraction) && decimal.IsInteger(fraction) && fraction is >= long.MinValue and <= long.MaxValue)
        {
            number = (long)fraction;
            return true;
        }

        return false;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind is JsonValueKind.String && WireText.TryRead(value, out var text) is null ? text : null;
}
