using System.Globalization;
using System.Text.Json;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Language.Templates;

namespace Antiphon.Integrations.Http;

/// <summary>What is wrong with the texts of a call, told when it is saved and not when it fails.</summary>
internal static class TemplateChecks
{
    /// <summary>No variable has a value.</summary>
    public static readonly IFacts NoFacts = new JsonFacts(EmptyJson.Object);

    /// <summary>Every mistake of a template, with its place; answers whether there is none.</summary>
    public static bool Check(FieldErrors errors, string field, Template template)
    {
        foreach (var problem in template.Problems)
        {
            errors.AddAt(field, string.Create(CultureInfo.InvariantCulture, $"{problem.Message} (character {problem.Position + 1})"));
        }

        return template.Problems.Count == 0;
    }

    /// <summary>Every mistake of every text in a JSON value, by its path.</summary>
    public static void Check(FieldErrors errors, string field, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Check(errors, field, Template.Parse(value.GetString()!));
                break;
            case JsonValueKind.Array:
                foreach (var (place, item) in value.EnumerateArray().Index())
                {
                    Check(errors.Under(field), place.ToString(CultureInfo.InvariantCulture), item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Check(errors.Under(field), member.Name, member.Value);
                }

                break;
            default:
                break;
        }
    }
}
