using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Customers;

/// <summary>The rules of a customer's plain fields, wherever they come from.</summary>
internal static class CustomerFields
{
    public static void Check(FieldErrors errors, string? name, string? externalId, string? language, string? timezone, JsonElement? meta) => errors
        .MaxLength("name", name, Customer.MaxNameLength)
        .MaxLength("external_id", externalId, Customer.MaxExternalIdLength)
        .Language("language", language)
        .TimeZone("timezone", timezone)
        .JsonObject("meta", meta);

    /// <summary>Refuses values of fields that are not defined, by their ids.</summary>
    public static void CheckValues(FieldErrors errors, IReadOnlyList<CustomFieldValueRequest>? values)
    {
        var list = errors.Under("custom_fields");
        for (var i = 0; i < (values?.Count ?? 0); i++)
        {
            var own = list.Under(i);
            own.Required("id", values![i].Id).AddIf(values[i].Id is not null, "id", $"Custom field {values[i].Id} does not exist.");
        }
    }

    /// <summary>Empty texts are no identifiers: forms send them for what was left blank.</summary>
    public static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
