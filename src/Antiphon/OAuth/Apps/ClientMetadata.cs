using System.Text.Json;
using Antiphon.Http;

namespace Antiphon.OAuth.Apps;

/// <summary>
/// What a program says of itself when it registers (RFC 7591, section 2). What we do not offer, such as a secret, is answered with what we do; what nobody
/// could vouch for, such as a logo, is left out.
/// </summary>
internal sealed record ClientMetadata(string Name, IReadOnlyList<string> RedirectUris, IReadOnlyList<string> Scopes, OAuthError? Error)
{
    private const string NoName = "An app without a name";

    public static ClientMetadata Read(JsonElement metadata)
    {
        if (metadata.ValueKind is not JsonValueKind.Object)
        {
            return Refuse("invalid_client_metadata", "The body must be a JSON object.");
        }

        if (!Texts(metadata, "redirect_uris", out var uris) || uris is null)
        {
            return Refuse("invalid_redirect_uri", "redirect_uris must be a list of texts.");
        }

        var errors = new FieldErrors();
        RedirectUri.Check(errors, "redirect_uris", uris, isPublic: true);
        if (errors.Any)
        {
            return Refuse("invalid_redirect_uri", string.Join(' ', errors.Lines()));
        }

        if (!Texts(metadata, "grant_types", out var grants) || grants?.Contains("authorization_code") is false
            || !Texts(metadata, "response_types", out var responses) || responses?.Contains("code") is false)
        {
            return Refuse("invalid_client_metadata", "The grant type is authorization_code and the response type code.");
        }

        var name = (Text(metadata, "client_name") ?? NoName).Trim();
        if (name.Length is 0 or > App.MaxNameLength || name.Any(IsInvisible))
        {
            return Refuse("invalid_client_metadata", $"client_name must have 1 to {App.MaxNameLength} visible characters.");
        }

        // What a program may not have, it is not registered for; asking for it later is refused then.
        var scopes = ScopeCatalog.Split(Text(metadata, "scope")).Where(ScopeCatalog.Exists).ToList();
        return new ClientMetadata(name, uris, scopes.Count > 0 ? scopes : ScopeCatalog.ReadingOnly, null);
    }

    // Marks that turn the direction of a text, or that nobody sees, could make the consent page say something else.
    private static bool IsInvisible(char letter) => char.IsControl(letter) || char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;

    private static ClientMetadata Refuse(string code, string description) => new("", [], [], new OAuthError(StatusCodes.Status400BadRequest, code, description));

    private static string? Text(JsonElement metadata, string name) => metadata.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    // True when the member is absent or a list of texts.
    private static bool Texts(JsonElement metadata, string name, out IReadOnlyList<string>? texts)
    {
        texts = null;
        if (!metadata.TryGetProperty(name, out var value))
        {
            return true;
        }

        if (value.ValueKind is not JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind is not JsonValueKind.String))
        {
            return false;
        }

        texts = [.. value.EnumerateArray().Select(item => item.GetString()!)];
        return true;
    }
}
