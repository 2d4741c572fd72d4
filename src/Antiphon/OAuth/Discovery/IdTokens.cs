using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.OAuth.Apps;

namespace Antiphon.OAuth.Discovery;

/// <summary>Signs who somebody is, for the app that asked (OpenID Connect Core, section 2): RS256, with the account's own key.</summary>
internal sealed class IdTokens(SigningKeys keys, UserInfo userInfo, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Adds an <c>id_token</c> to an answer whose scopes include <c>openid</c>. Without a master key there is none.</summary>
    public async Task AddAsync(
        JsonObject answer, long accountId, Origin issuer, App app, long userId, IReadOnlyCollection<string> scopes, string? nonce, DateTimeOffset? authenticatedAt, CancellationToken cancellationToken)
    {
        if (!scopes.Contains(Scope.OpenId) || !keys.CanSign)
        {
            return;
        }

        var now = clock.Now();
        var claims = await userInfo.RunAsync(accountId, userId, scopes, cancellationToken);
        claims["iss"] = issuer.Address;
        claims["aud"] = app.ClientId;
        claims["iat"] = now.ToUnixTimeSeconds();
        claims["exp"] = (now + Lifetime).ToUnixTimeSeconds();
        claims["at_hash"] = HalfHash((string)answer["access_token"]!);
        if (authenticatedAt is { } at)
        {
            claims["auth_time"] = at.ToUnixTimeSeconds();
        }

        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        var key = await keys.LatestAsync(accountId, cancellationToken);
        var signed = $"{Encode(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key.Kid })}.{Encode(claims)}";
        var signature = key.Sign(Encoding.ASCII.GetBytes(signed));
        answer["id_token"] = $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    // Binds the token to the access token beside it (section 3.1.3.6).
    private static string HalfHash(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
