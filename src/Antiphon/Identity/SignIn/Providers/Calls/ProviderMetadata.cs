using System.Text.Json;
using Antiphon.Identity.SignIn.Providers.Tokens;
using Antiphon.Outgoing;

namespace Antiphon.Identity.SignIn.Providers.Calls;

/// <summary>What a provider says of itself (OpenID Connect Discovery, section 3).</summary>
/// <param name="Authorize">Where a person is sent.</param>
/// <param name="Token">Where a code is given in.</param>
/// <param name="Keys">Where its keys are.</param>
/// <param name="UserInfo">Where it tells more of a person.</param>
/// <param name="PostsSecret">Whether it takes the secret in the body alone.</param>
/// <param name="NamesItself">Whether each answer of it says whose it is (RFC 9207).</param>
internal sealed record ProviderMetadata(Uri Authorize, Uri Token, Uri Keys, Uri? UserInfo, bool PostsSecret, bool NamesItself)
{
    /// <summary>Null for what is no such document, or that of another issuer.</summary>
    public static ProviderMetadata? Read(byte[] json, string issuer, OutgoingRules door)
    {
        // Letter by letter, or one provider could speak for another (section 4.3).
        if (ReadToken.Object(json) is not { } document || document.Text("issuer") != issuer)
        {
            return null;
        }

        if (Address(document, "authorization_endpoint", door) is not { } authorize || Address(document, "token_endpoint", door) is not { } token || Address(document, "jwks_uri", door) is not { } keys)
        {
            return null;
        }

        var ways = Texts(document, "token_endpoint_auth_methods_supported");
        return new ProviderMetadata(
            authorize,
            token,
            keys,
            Address(document, "userinfo_endpoint", door),
            ways.Contains("client_secret_post") && !ways.Contains("client_secret_basic"),
            document.TryGetProperty("authorization_response_iss_parameter_supported", out var names) && names.ValueKind is JsonValueKind.True);
    }

    // Without encryption only where this server may call without it: people are sent there with what only they may know.
    private static Uri? Address(JsonElement document, string member, OutgoingRules door) =>
        Uri.TryCreate(document.Text(member), UriKind.Absolute, out var address) && (address.Scheme is "https" || (address.Scheme is "http" && door.MayBePlain)) && address.UserInfo.Length == 0
            ? address
            : null;

    private static IReadOnlyList<string> Texts(JsonElement document, string member) => document.TryGetProperty(member, out var list) && list.ValueKind is JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!)]
        : [];
}
