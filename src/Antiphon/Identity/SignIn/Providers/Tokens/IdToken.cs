using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Antiphon.Identity.SignIn.Providers.Tokens;

/// <summary>What a token must be about.</summary>
/// <param name="Issuer">The provider, letter by letter.</param>
/// <param name="ClientId">This account, as the provider knows it.</param>
/// <param name="Nonce">What was sent along when the person went there.</param>
/// <param name="Now">The time.</param>
internal sealed record ExpectedToken(string Issuer, string ClientId, string Nonce, DateTimeOffset Now);

/// <summary>Whom a provider speaks of.</summary>
/// <param name="Subject">The name that never changes there.</param>
/// <param name="Claims">What it says of them.</param>
internal sealed record KnownPerson(string Subject, JsonElement Claims);

/// <summary>The checks of an <c>id_token</c> (OpenID Connect Core, section 3.1.3.7) once its signature is known to be right.</summary>
internal static class IdToken
{
    /// <summary>How far the clocks of two servers may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>A sign-in takes minutes; a token that is older was made for another one.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromMinutes(30);

    private const int LongestSubject = 255;

    /// <summary>What is wrong with the claims, as one word for the audit log; null when nothing is.</summary>
    public static string? Objection(JsonElement claims, ExpectedToken expected)
    {
        if (claims.Text("iss") != expected.Issuer)
        {
            return "issuer";
        }

        if (!IsFor(claims, expected.ClientId))
        {
            return "audience";
        }

        if (claims.Time("exp") is not { } expires || expires <= expected.Now - Skew)
        {
            return "expired";
        }

        if (claims.Time("iat") is not { } issued || issued > expected.Now + Skew || issued < expected.Now - Oldest - Skew
            || (claims.TryGetProperty("nbf", out _) && (claims.Time("nbf") is not { } start || start > expected.Now + Skew)))
        {
            return "time";
        }

        if (claims.Text("nonce") is not { } nonce || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(expected.Nonce)))
        {
            return "nonce";
        }

        return claims.Text("sub") is { Length: > 0 and <= LongestSubject } subject && subject.All(letter => letter is > '\x1F' and < '\x7F') ? null : "subject";
    }

    /// <summary>
    /// The address of a person, if the provider has checked that it is theirs; null otherwise. Microsoft does not send <c>email_verified</c>, and says the same
    /// with <c>xms_edov</c>, a claim that an administrator there adds to the token.
    /// </summary>
    public static string? VerifiedEmail(JsonElement claims, string issuer) =>
        claims.Text("email") is { Length: > 0 and <= 320 } email && email.All(letter => letter is > ' ' and < '\x7F')
        && (Says(claims, "email_verified") || (IsMicrosoft(issuer) && Says(claims, "xms_edov")))
            ? email
            : null;

    /// <summary>What the user of this account keeps of where they come from (contract page users and teams: <c>meta.sso</c>).</summary>
    public static string? WellKnown(string issuer) => IsMicrosoft(issuer) ? "office365" : issuer is "https://accounts.google.com" ? "google" : null;

    // With several audiences the one that is spoken to has to be named.
    private static bool IsFor(JsonElement claims, string clientId)
    {
        if (!claims.TryGetProperty("aud", out var audience) || (claims.TryGetProperty("azp", out _) && claims.Text("azp") != clientId))
        {
            return false;
        }

        return audience.ValueKind switch
        {
            JsonValueKind.String => audience.ValueEquals(clientId),
            JsonValueKind.Array => audience.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.String && item.ValueEquals(clientId))
                && (audience.GetArrayLength() == 1 || claims.Text("azp") == clientId),
            _ => false,
        };
    }

    // Some write the word instead of the value.
    private static bool Says(JsonElement claims, string member) =>
        claims.TryGetProperty(member, out var value) && (value.ValueKind is JsonValueKind.True || (value.ValueKind is JsonValueKind.String && value.ValueEquals("true")));

    private static bool IsMicrosoft(string issuer) => issuer.StartsWith("https://login.microsoftonline.com/", StringComparison.Ordinal);
}
