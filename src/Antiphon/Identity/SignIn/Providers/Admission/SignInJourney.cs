using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Providers.Tokens;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.Providers.Admission;

/// <summary>
/// A way to a provider and back. What is sent along (state, nonce and the verifier of PKCE) is made of a random cookie, so that only the browser that went there
/// comes back, and nothing of it lies in the database. The state says for which account and provider, and whereto; nobody else can make one.
/// </summary>
/// <param name="ProviderId">Where somebody went.</param>
/// <param name="Next">Where they go afterwards.</param>
/// <param name="SessionId">The session whose person connects the provider with their user; null for a sign-in.</param>
/// <param name="State">For the provider to give back.</param>
/// <param name="Nonce">For the provider to sign.</param>
/// <param name="Verifier">For the provider to compare.</param>
internal sealed record SignInJourney(long ProviderId, string Next, long? SessionId, string State, string Nonce, string Verifier)
{
    private const string CookieName = "antiphon_journey";
    private const int LongestNext = 1500;
    private const int LongestState = 4000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Begins one. A browser that has others under way keeps them.</summary>
    public static SignInJourney Begin(HttpContext http, long providerId, string next, long? sessionId, DateTimeOffset now)
    {
        var secret = Secret(http) ?? OpaqueToken.New();
        HostCookie.Write(http, CookieName, secret, Lifetime);
        var text = new JsonObject
        {
            ["account"] = http.Account().Id,
            ["provider"] = providerId,
            // The address at the provider must not become too long; whoever goes far goes home.
            ["next"] = next.Length > LongestNext ? LocalPath.Home : next,
            ["session"] = sessionId,
            ["until"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["once"] = OpaqueToken.New(),
        };
        var said = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text.ToJsonString()));
        return new SignInJourney(providerId, next, sessionId, $"{said}.{Made(secret, "state", said)}", Made(secret, "nonce", said), Made(secret, "verifier", said));
    }

    /// <summary>The journey that somebody comes back from; null when this browser is on none with this state.</summary>
    public static SignInJourney? End(HttpContext http, long providerId, string? state, DateTimeOffset now)
    {
        if (Secret(http) is not { } secret || state is not { Length: > 0 and <= LongestState } || state.Split('.') is not [var said, var seal]
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(Made(secret, "state", said)))
            || ReadToken.Bytes(said) is not { } bytes || ReadToken.Object(bytes) is not { } json)
        {
            return null;
        }

        return json.GetProperty("account").GetInt64() == http.Account().Id && json.GetProperty("provider").GetInt64() == providerId && json.Time("until") > now
            ? new SignInJourney(
                providerId, LocalPath.OrHome(json.Text("next")), json.GetProperty("session").ValueKind is System.Text.Json.JsonValueKind.Null ? null : json.GetProperty("session").GetInt64(),
                state, Made(secret, "nonce", said), Made(secret, "verifier", said))
            : null;
    }

    /// <summary>No state of this browser is good for anything afterwards.</summary>
    public static void Forget(HttpContext http) => HostCookie.Write(http, CookieName, "", TimeSpan.Zero);

    private static string? Secret(HttpContext http) => http.Request.Cookies[HostCookie.Name(http, CookieName)] is { Length: > 30 and <= 100 } secret ? secret : null;

    private static string Made(string secret, string what, string said) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{what}|{said}")));
}
