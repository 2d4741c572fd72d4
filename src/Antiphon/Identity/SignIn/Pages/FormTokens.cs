using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary>
/// Proof that a form, or a call with a session cookie, comes from a page that this server gave to this browser: the token is made of a random cookie and the
/// session, and no other site can read either (OWASP: signed double submit).
/// </summary>
internal static class FormTokens
{
    public const string Field = "form_token";
    public const string Header = "X-CSRF-Token";
    private const string CookieName = "antiphon_form";
    private const int LongestSecret = 100;

    /// <summary>The token for a page that is about to be shown; a browser without the cookie gets it along.</summary>
    /// <param name="http">The request.</param>
    /// <param name="purpose">What else than a form it proves; such a token may stand in an address, where it is seen, and is good for nothing else.</param>
    public static string For(HttpContext http, string purpose = "")
    {
        var secret = Secret(http);
        if (secret is null)
        {
            secret = OpaqueToken.New();
            HostCookie.Write(http, CookieName, secret, lifetime: null);
            // All forms of one page go by the same cookie.
            http.Items[CookieName] = secret;
        }

        return Make(http, secret, purpose);
    }

    public static bool Matches(HttpContext http, string? given, string purpose = "") => Secret(http) is { } secret && given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Make(http, secret, purpose)));

    private static string Make(HttpContext http, string secret, string purpose) => Base64Url.EncodeToString(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes((SessionCookie.Read(http) ?? "") + (purpose.Length == 0 ? "" : "|" + purpose))));

    private static string? Secret(HttpContext http) => http.Items[CookieName] as string ?? Given(http);

    private static string? Given(HttpContext http) => http.Request.Cookies[HostCookie.Name(http, CookieName)] is { Length: > 0 and <= LongestSecret } secret ? secret : null;
}
