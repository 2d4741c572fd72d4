using System.Globalization;
using System.Text.Json;
using Antiphon.Http.Body;

namespace Antiphon.CustomFields.Values;

/// <summary>Reads a value as a field of some type wants it. Numbers may come as numeric strings, and flags as the words that clients send for them.</summary>
internal static class FieldValueReading
{
    public const int MaxTextLength = 2000;

    /// <summary>The value in its type; or what is wrong with it.</summary>
    public static (StoredValue Value, string? Error) Read(CustomField field, JsonElement value)
    {
        switch (field.DataType)
        {
            case FieldDataType.Number:
                return Number(value) is { } number ? (new StoredValue(null, number, null), OutOfBounds(field, number)) : (default, "Not a valid number.");
            case FieldDataType.Boolean:
                return Flag(value) is { } flag ? (new StoredValue(null, null, flag), flag.IsChoiceOf(field) ? null : NoChoice) : (default, "Not a valid boolean.");
            default:
                if (value.ValueKind is not JsonValueKind.String)
                {
                    return (default, "Not a valid string.");
                }

                var text = value.GetString()!;
                return (new StoredValue(text, null, null), text.Length > MaxTextLength ? $"Longer than maximum length {MaxTextLength}." : text.IsChoiceOf(field) ? null : NoChoice);
        }
    }

    /// <summary>A number, or a string that holds one; null when it is neither, or has more than 28 digits.</summary>
    public static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : null,
        JsonValueKind.String => decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };

    private const string NoChoice = "Not one of the field's choices.";

    private static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt32(out var number) && number is 0 or 1 => number is 1,
        JsonValueKind.String => ScalarReader.FlagOf(value.GetString()),
        _ => null,
    };

    private static string? OutOfBounds(CustomField field, decimal number)
    {
        var settings = field.Definition.InputSettings!;
        return settings.Min.Value is { } min && Number(min) is { } least && number < least ? $"Must be greater than or equal to {least}."
            : settings.Max.Value is { } max && Number(max) is { } most && number > most ? $"Must be less than or equal to {most}."
            : null;
    }

    private static bool IsChoiceOf(this string text, CustomField field) =>
        field.Definition.InputSettings!.Choices.Value is not { } choices || choices.Any(choice => choice.ValueKind is JsonValueKind.String && choice.ValueEquals(text));

    private static bool IsChoiceOf(this bool flag, CustomField field) =>
        field.Definition.InputSettings!.Choices.Value is not { } choices || choices.Any(choice => choice.ValueKind == (flag ? JsonValueKind.True : JsonValueKind.False));
}

/// <summary>A value as it is stored: one of the three.</summary>
internal readonly record struct StoredValue(string? Text, decimal? Number, bool? Flag)
{
    /// <summary>As the wire shows it.</summary>
    public JsonElement ToJson() => Text is not null ? JsonSerializer.SerializeToElement(Text)
        : Number is { } number ? JsonSerializer.SerializeToElement(number)
        : JsonSerializer.SerializeToElement(Flag);
}
