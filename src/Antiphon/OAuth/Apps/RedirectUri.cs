using Antiphon.Http;

namespace Antiphon.OAuth.Apps;

/// <summary>
/// Where codes may be sent. What was registered and what is asked for must be the same text: nothing is decoded, completed or compared by its beginning
/// (RFC 9700, section 4.1).
/// </summary>
internal static class RedirectUri
{
    public const int Most = 10;
    private const int Longest = 2000;

    // Schemes that a browser would run, show or fetch by itself.
    private static readonly string[] Forbidden = ["javascript", "data", "vbscript", "file", "blob", "about", "ftp", "ws", "wss", "view-source", "filesystem", "mailto"];

    /// <summary>Adds what is wrong with a list of URIs.</summary>
    public static void Check(FieldErrors errors, string field, IReadOnlyList<string>? uris, bool isPublic)
    {
        errors.Required(field, uris).AddIf(uris is { Count: 0 or > Most }, field, $"Must have 1 to {Most} items.");
        for (var i = 0; i < (uris?.Count ?? 0); i++)
        {
            if (Complaint(uris![i], isPublic) is { } complaint)
            {
                errors.Under(field).Add($"{i}", complaint);
            }
        }
    }

    /// <summary>Why a URI cannot be registered; null when it can.</summary>
    public static string? Complaint(string? text, bool isPublic)
    {
        if (string.IsNullOrEmpty(text) || text.Length > Longest || !text.All(letter => letter is > ' ' and < '\x7F' and not '\\' and not '"' and not '<' and not '>' and not '*'))
        {
            return $"Must be an absolute URI of at most {Longest} plain characters.";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || text.Contains('#', StringComparison.Ordinal))
        {
            return "Must be an absolute URI without a fragment.";
        }

        if (uri.UserInfo.Length > 0 || AuthorityOf(text).Contains('@', StringComparison.Ordinal))
        {
            return "Must not have a user name.";
        }

        if (Forbidden.Contains(uri.Scheme))
        {
            return $"The scheme {uri.Scheme} is not allowed.";
        }

        return uri.Scheme switch
        {
            "https" => uri.Host.Length > 0 ? null : "Must name a host.",
            "http" => IsLoopback(uri) ? null : "Plain http is for loopback addresses only.",
            _ => isPublic ? null : "Schemes of their own are for public apps only.",
        };
    }

    /// <summary>
    /// Whether a URI that was asked for is a registered one. The port of a loopback address is a public app's to choose, because the system gives it one
    /// (RFC 8252, section 7.3); everything around it must still be the same.
    /// </summary>
    public static bool IsRegistered(App app, string asked) =>
        app.RedirectUris.Contains(asked, StringComparer.Ordinal)
        || (app.IsPublic && Complaint(asked, isPublic: true) is null && app.RedirectUris.Any(registered => WithoutPort(registered) is { } known && known == WithoutPort(asked)));

    /// <summary>What a policy for forms must allow so that the answer of the consent page arrives: the origin, or the scheme of an app on the same machine.</summary>
    public static string FormTarget(string redirectUri)
    {
        var uri = new Uri(redirectUri);
        // A source of CSP cannot be an IPv6 address.
        return uri.Scheme is "https" or "http" && uri.HostNameType is not UriHostNameType.IPv6 ? uri.GetLeftPart(UriPartial.Authority) : uri.Scheme + ":";
    }

    // Null for anything but a loopback address over http, whose port is the only part that may differ.
    private static string? WithoutPort(string text)
    {
        if (!text.StartsWith("http://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || !IsLoopback(uri))
        {
            return null;
        }

        var authority = AuthorityOf(text);
        var colon = authority.LastIndexOf(':');
        var host = colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        return host + text["http://".Length..][authority.Length..];
    }

    private static bool IsLoopback(Uri uri) => uri.Host is "127.0.0.1" or "[::1]" or "localhost";

    private static string AuthorityOf(string text)
    {
        var start = text.IndexOf("//", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var rest = text[(start + 2)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        return end < 0 ? rest : rest[..end];
    }
}
