using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Antiphon.Accounts;

namespace Antiphon.OAuth.Discovery;

/// <summary><c>/.well-known/jwks.json</c> (RFC 7517): the keys with which <c>id_token</c>s are checked.</summary>
internal static class KeySetEndpoint
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/.well-known/jwks.json", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, SigningKeys keys, CancellationToken cancellationToken)
    {
        var published = await keys.PublishedAsync(http.Account().Id, cancellationToken);
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(new JsonObject { ["keys"] = new JsonArray([.. published.Select(Write)]) }.ToJsonString(), "application/json");
    }

    private static JsonNode Write(PublishedKey key)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
        var parts = rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = key.Kid,
            ["n"] = Base64Url.EncodeToString(parts.Modulus!),
            ["e"] = Base64Url.EncodeToString(parts.Exponent!),
        };
    }
}
