using System.Text.Json;
using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Macros;

/// <summary>The rules of a macro's members.</summary>
internal static class MacroFields
{
    public const int MaxNameLength = 256;
    public const int MaxExternalIdLength = 255;

    public static void Check(FieldErrors errors, string? name, string? externalId, string? intent, string? language, JsonElement? actions)
    {
        errors.MaxLength("name", name, MaxNameLength)
            .MaxLength("external_id", externalId, MaxExternalIdLength)
            .OneOf("intent", intent, MacroIntents.All)
            .Language("language", language);
        ActionList.Check(errors, actions);
    }
}
