using System.Text.Json;
using Antiphon.Http;

namespace Antiphon.Actions;

/// <summary>The rules of a list of actions as a macro has it and a message brings it. Arguments are kept as they come: each action judges its own when it runs.</summary>
internal static class ActionList
{
    public const int MaxActions = 100;
    public const int MaxNameLength = 100;
    public const int MaxTitleLength = 1024;

    private static readonly string[] Types = ["user", "system"];

    /// <summary>Null and an absent list are empty ones.</summary>
    public static void Check(FieldErrors errors, JsonElement? actions)
    {
        if (actions is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } list)
        {
            return;
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            errors.Add("actions", "Not a valid list.");
            return;
        }

        errors.MaxCount("actions", list.GetArrayLength(), MaxActions);
        foreach (var (place, action) in list.EnumerateArray().Take(MaxActions).Index())
        {
            if (action.ValueKind is JsonValueKind.Object)
            {
                CheckAction(errors.Under("actions").Under(place), action);
            }
            else
            {
                errors.Under("actions").Add($"{place}", "Invalid input type.");
            }
        }
    }

    private static void CheckAction(FieldErrors errors, JsonElement action)
    {
        CheckText(errors, action, "name", MaxNameLength);
        CheckText(errors, action, "title", MaxTitleLength);
        if (!action.TryGetProperty("arguments", out var arguments))
        {
            errors.Add("arguments", FieldErrors.Missing);
        }
        else if (arguments.ValueKind is not JsonValueKind.Object)
        {
            errors.Add("arguments", "Not a valid mapping type.");
        }

        if (action.TryGetProperty("type", out var type))
        {
            errors.AddIf(type.ValueKind is not JsonValueKind.String || !Types.Contains(type.GetString()), "type", $"Must be one of: {string.Join(", ", Types)}.");
        }

        errors.AddIf(
            action.TryGetProperty("description", out var description) && description.ValueKind is not (JsonValueKind.String or JsonValueKind.Null), "description", "Not a valid string.");
    }

    private static void CheckText(FieldErrors errors, JsonElement action, string field, int most)
    {
        var isText = action.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.String;
        errors.AddIf(!isText && value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null), field, "Not a valid string.");
        errors.RequiredText(field, isText ? value.GetString() : null).MaxLength(field, isText ? value.GetString() : null, most);
    }
}
