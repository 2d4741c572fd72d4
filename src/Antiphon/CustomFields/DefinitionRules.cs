using System.Text.Json;
using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Http;

namespace Antiphon.CustomFields;

/// <summary>Which input settings go with which data type. See "The CustomField object" of the custom fields page.</summary>
internal static class DefinitionRules
{
    public const string LevelSeparator = "::";

    private const int MaxPlaceholderLength = 255;
    private const int MostChoices = 2000;
    private const int MaxChoiceLength = 1000;

    private static readonly Dictionary<string, string[]> InputTypes = new(StringComparer.Ordinal)
    {
        [FieldDataType.Text] = ["input", "dropdown"],
        [FieldDataType.Number] = ["input_number"],
        [FieldDataType.Boolean] = ["dropdown"],
    };

    public static void Check(FieldErrors errors, CustomFieldDefinition definition)
    {
        errors.Required("data_type", definition.DataType).OneOf("data_type", definition.DataType, FieldDataType.All).Required("input_settings", definition.InputSettings);
        if (definition is { DataType: { } type, InputSettings: { } settings } && InputTypes.TryGetValue(type, out var inputs))
        {
            CheckSettings(errors.Under("input_settings"), type, settings, inputs);
        }
    }

    private static void CheckSettings(FieldErrors errors, string type, CustomFieldInputSettings settings, string[] inputs)
    {
        errors.Required("input_type", settings.InputType).OneOf("input_type", settings.InputType, inputs);
        var isDropdown = settings.InputType is "dropdown";
        errors.AddIf(settings.Placeholder.Value is not null && isDropdown, "placeholder", FieldErrors.Unknown)
            .MaxLength("placeholder", settings.Placeholder.Value, MaxPlaceholderLength)
            .AddIf(settings.Choices.Value is not null && !isDropdown, "choices", FieldErrors.Unknown)
            .AddIf(Given(settings.Default) is not null && !isDropdown, "default", FieldErrors.Unknown)
            .AddIf(Given(settings.Min) is not null && type is not FieldDataType.Number, "min", FieldErrors.Unknown)
            .AddIf(Given(settings.Max) is not null && type is not FieldDataType.Number, "max", FieldErrors.Unknown);
        if (type is FieldDataType.Number)
        {
            CheckBounds(errors, settings);
        }
        else if (isDropdown)
        {
            CheckChoices(errors, type, settings);
        }
    }

    private static void CheckBounds(FieldErrors errors, CustomFieldInputSettings settings)
    {
        var (min, max) = (Bound(errors, "min", settings.Min), Bound(errors, "max", settings.Max));
        errors.AddIf(min > max, "max", "Must be greater than or equal to min.");
    }

    private static decimal? Bound(FieldErrors errors, string field, Optional<JsonElement?> bound)
    {
        if (Given(bound) is not { } value)
        {
            return null;
        }

        var number = FieldValueReading.Number(value);
        errors.AddIf(number is null, field, "Not a valid number.");
        return number;
    }

    private static void CheckChoices(FieldErrors errors, string type, CustomFieldInputSettings settings)
    {
        var choices = settings.Choices.Value;
        errors.AddIf(choices is null && type is FieldDataType.Text, "choices", FieldErrors.Missing)
            .NotEmpty("choices", choices?.Count)
            .MaxCount("choices", choices?.Count, MostChoices);
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (choices?.Count ?? 0) && choices!.Count <= MostChoices; i++)
        {
            var own = errors.Under("choices");
            if (!own.Has($"{i}") && WhatIsWrong(type, choices[i], known) is { } wrong)
            {
                own.Add($"{i}", wrong);
            }
        }

        if (Given(settings.Default) is { } standard && !errors.Has("choices"))
        {
            errors.AddIf(choices is null ? standard.ValueKind is not (JsonValueKind.True or JsonValueKind.False) : !known.Contains(standard.GetRawTextOrString()), "default", "Not one of the choices.");
        }
    }

    private static string? WhatIsWrong(string type, JsonElement choice, HashSet<string> known)
    {
        if (type is FieldDataType.Boolean)
        {
            return choice.ValueKind is not (JsonValueKind.True or JsonValueKind.False) ? "Not a valid boolean." : known.Add(choice.GetRawText()) ? null : "Listed twice.";
        }

        if (choice.ValueKind is not JsonValueKind.String)
        {
            return "Not a valid string.";
        }

        var text = choice.GetString()!;
        return text.Length > MaxChoiceLength ? $"Longer than maximum length {MaxChoiceLength}."
            : Array.Exists(text.Split(LevelSeparator), string.IsNullOrWhiteSpace) ? $"A level between {LevelSeparator} is empty."
            : known.Add(text) ? null : "Listed twice.";
    }

    private static string GetRawTextOrString(this JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static JsonElement? Given(Optional<JsonElement?> member) => member.Value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value ? value : null;
}
