using Antiphon.Accounts;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>
/// The cookie of a session. Over HTTPS its name begins with <c>__Host-</c>, which no neighbouring host and no plain connection can set (RFC 6265bis).
/// </summary>
internal static class SessionCookie
{
    public static string? Read(HttpContext http) => http.Request.Cookies[HostCookie.Name(http, "antiphon_session")] is { Length: > 0 and <= 100 } token ? token : null;

    public static void Write(HttpContext http, string token, TimeSpan lifetime) => HostCookie.Write(http, "antiphon_session", token, lifetime);

    public static void Clear(HttpContext http) => HostCookie.Write(http, "antiphon_session", "", TimeSpan.Zero);

    /// <summary>Who is signed in with this browser; null for nobody.</summary>
    public static async ValueTask<SessionHolder?> HolderAsync(this LiveSessions sessions, HttpContext http, CancellationToken cancellationToken) =>
        Read(http) is { } token ? await sessions.FindAsync(http.Account().Id, token, cancellationToken) : null;
}

/// <summary>Cookies of this host alone, which no script reads and no foreign form carries along.</summary>
internal static class HostCookie
{
    public static string Name(HttpContext http, string name) => http.Request.IsHttps ? "__Host-" + name : name;

    public static void Write(HttpContext http, string name, string value, TimeSpan? lifetime) => http.Response.Cookies.Append(Name(http, name), value, new CookieOptions
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = lifetime,
    });
}
