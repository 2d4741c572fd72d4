using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Language;

namespace Antiphon.Rules;

/// <summary>What the members of a rule must be, on creation as on update.</summary>
internal static class RuleFields
{
    public const int MaxNameLength = 256;
    public const int MaxDescriptionLength = 1024;

    public static void Check(FieldErrors errors, string? name, string? description, string? code)
    {
        errors.MaxLength("name", name, MaxNameLength).MaxLength("description", description, MaxDescriptionLength);
        if (code is null || errors.Has("code"))
        {
            return;
        }

        foreach (var error in RuleCode.Parse(code).Errors)
        {
            errors.Add("code", $"Line {error.Line}, column {error.Column}: {error.Message}.");
        }
    }

    /// <summary>The names in a text with commas, or in a list; null for none.</summary>
    public static string[]? EventTypes(FieldErrors errors, JsonElement? sent)
    {
        const string field = "event_types";
        List<string> names = [];
        switch (sent)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return null;
            case { ValueKind: JsonValueKind.String } text:
                names.AddRange(text.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                break;
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String):
                names.AddRange(list.EnumerateArray().Select(item => item.GetString()!.Trim()));
                break;
            default:
                errors.Add(field, "Not a valid string.");
                return null;
        }

        foreach (var unknown in names.Except(RuleTrigger.All))
        {
            errors.Add(field, $"Unknown event type \"{unknown}\". Must be one of: {string.Join(", ", RuleTrigger.All)}.");
        }

        return names.Count == 0 ? null : [.. names.Distinct()];
    }
}
