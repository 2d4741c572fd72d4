using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Users;

/// <summary>The rules of a user's fields, for new users and changed ones alike.</summary>
internal static partial class UserFields
{
    public const int MaxEmailLength = 320;
    public const int MaxNameLength = 256;
    public const int MaxBioLength = 4096;
    public const int MaxExternalIdLength = 255;
    public const int MinPasswordLength = 8;
    public const int MaxPasswordLength = 1000;

    private static readonly string[] InterfaceLanguages = ["fr", "en"];

    public static void CheckProfile(FieldErrors errors, string? name, string? bio, string? country, string? language, string? timezone, JsonElement? meta) => errors
        .MaxLength("name", name, MaxNameLength)
        .MaxLength("bio", bio, MaxBioLength)
        .AddIf(country is not null && !CountryPattern().IsMatch(country), "country", "Not a valid ISO 3166-1 alpha-2 country code.")
        .OneOf("language", language, InterfaceLanguages)
        .TimeZone("timezone", timezone)
        .JsonObject("meta", meta);

    public static void CheckIdentity(FieldErrors errors, string? email, string? externalId, string? role)
    {
        errors.MaxLength("email", email, MaxEmailLength).EmailAddress("email", email).MaxLength("external_id", externalId, MaxExternalIdLength);
        errors.Under("role").OneOf("name", role, Roles.Names);
    }

    public static void CheckPassword(FieldErrors errors, string field, string? password) => errors
        .AddIf(password is { Length: < MinPasswordLength }, field, $"Shorter than minimum length {MinPasswordLength}.")
        .MaxLength(field, password, MaxPasswordLength);

    /// <summary>A new user's <c>meta</c>: what the service notes itself, under what the caller sends.</summary>
    public static Jsonb NewMeta(JsonElement? sent)
    {
        var meta = new JsonObject { ["sso"] = null, ["profile_picture_url"] = null };
        if (sent is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var member in given.EnumerateObject())
            {
                meta[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        return new Jsonb(meta.ToJsonString());
    }

    /// <summary>An empty text is no identifier: forms send it for what was left blank.</summary>
    public static string? Identifier(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^[A-Z]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex CountryPattern();
}
