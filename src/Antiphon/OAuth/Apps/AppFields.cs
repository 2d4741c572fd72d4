using Antiphon.Http;

namespace Antiphon.OAuth.Apps;

/// <summary>The rules of an app's fields, for new apps and changed ones alike.</summary>
internal static class AppFields
{
    private const int MostScopes = 100;

    public static void Check(FieldErrors errors, string? name, string? appUrl, IReadOnlyList<string>? redirectUris, IReadOnlyList<string>? scopes, bool isPublic)
    {
        errors.RequiredText("name", name).MaxLength("name", name, App.MaxNameLength)
            .AddIf(name is not null && name.Any(char.IsControl), "name", "Must not have control characters.")
            .AddIf(appUrl is not null && !IsHttps(appUrl), "app_url", $"Must be an https URL of at most {App.MaxUrlLength} characters.")
            .Required("scopes", scopes)
            .AddIf(scopes is { Count: > MostScopes }, "scopes", $"Must have at most {MostScopes} items.");
        RedirectUri.Check(errors, "redirect_uris", redirectUris, isPublic);
        for (var i = 0; i < Math.Min(scopes?.Count ?? 0, MostScopes); i++)
        {
            if (scopes![i] is null || !ScopeCatalog.Exists(scopes[i]))
            {
                errors.Under("scopes").Add($"{i}", "There is no such scope.");
            }
        }
    }

    private static bool IsHttps(string text) => text.Length <= App.MaxUrlLength && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "https", UserInfo: "" }
        && text.All(letter => letter is > ' ' and < '\x7F');
}
