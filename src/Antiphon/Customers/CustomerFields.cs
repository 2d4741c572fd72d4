using System.Text.Json;
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

    /// <summary>Empty texts are no identifiers: forms send them for what was left blank.</summary>
    public static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
