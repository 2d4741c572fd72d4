using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Furniture;
using Microsoft.AspNetCore.WebUtilities;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

/// <summary>Tokens in the name of a provider that are not what they must be: none opens anything, and each leaves its reason in the audit log. docs/sign-in.md has the table.</summary>
[Trait("row", "J29")]
public sealed class ForgedTokenTests(ProviderDesk place) : IClassFixture<ProviderDesk>
{
    private OidcProvider Provider => place.Provider;

    public static TheoryData<string, string> Tokens => new()
    {
        { "another issuer", "provider-issuer" },
        { "no issuer", "provider-issuer" },
        { "an issuer that begins alike", "provider-issuer" },
        { "another audience", "provider-audience" },
        { "several audiences without the party", "provider-audience" },
        { "several audiences for another party", "provider-audience" },
        { "another party", "provider-audience" },
        { "expired", "provider-expired" },
        { "no expiry", "provider-expired" },
        { "expiry as text", "provider-expired" },
        { "from the future", "provider-time" },
        { "old", "provider-time" },
        { "not yet", "provider-time" },
        { "another nonce", "provider-nonce" },
        { "no nonce", "provider-nonce" },
        { "no subject", "provider-subject" },
        { "a subject with a line end", "provider-subject" },
        { "alg none", "provider-signature" },
        { "alg None with a signature", "provider-signature" },
        { "HS256 with the public key", "provider-signature" },
        { "HS256 with the client secret", "provider-signature" },
        { "another key of the same name", "provider-signature" },
        { "a key that it brings along", "provider-signature" },
        { "no name of a key, signed by another", "provider-signature" },
        { "changed after signing", "provider-signature" },
        { "a small key", "provider-signature" },
        { "critical extensions", "provider-token" },
        { "a claim twice", "provider-token" },
        { "padding", "provider-token" },
        { "no token", "provider-token" },
        { "encrypted", "provider-token" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task A_token_that_is_not_what_it_must_be_opens_nothing(string what, string reason)
    {
        Provider.Knows("victim", "victim@corp.example");
        Spoil(what);
        using var browser = new Browser(place.Desk);
        var refused = (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        Provider.Behave();
        Assert.Contains("cannot be believed", refused.Problem(), StringComparison.Ordinal);
        Assert.False(browser.IsSignedIn());
        Assert.Equal(0, await place.UsersAsync("victim@corp.example"));
        Assert.Contains(await place.Desk.AuditAsync("actions=sign-in-failed"), row => (string?)row["data"]!["reason"] == reason && (long)row["data"]!["provider"]! == place.Id);
    }

    private void Spoil(string what)
    {
        var key = Provider.Keys[0];
        void Claims(Action<JsonObject> change) => Provider.Claims = change;
        void Token(Func<JsonObject, string> make) => Provider.Token = make;
        long Now() => place.Clock.GetUtcNow().ToUnixTimeSeconds();
        switch (what)
        {
            case "another issuer": Claims(claims => claims["iss"] = "https://accounts.google.com"); break;
            case "no issuer": Claims(claims => claims.Remove("iss")); break;
            case "an issuer that begins alike": Claims(claims => claims["iss"] = Provider.Issuer + "/"); break;
            case "another audience": Claims(claims => claims["aud"] = "another-client"); break;
            case "several audiences without the party": Claims(claims => claims["aud"] = new JsonArray(OidcProvider.ClientId, "another-client")); break;
            case "several audiences for another party": Claims(claims => (claims["aud"], claims["azp"]) = (new JsonArray(OidcProvider.ClientId, "another-client"), "another-client")); break;
            case "another party": Claims(claims => claims["azp"] = "another-client"); break;
            case "expired": Claims(claims => claims["exp"] = Now() - 121); break;
            case "no expiry": Claims(claims => claims.Remove("exp")); break;
            case "expiry as text": Claims(claims => claims["exp"] = "99999999999"); break;
            case "from the future": Claims(claims => claims["iat"] = Now() + 130); break;
            case "old": Claims(claims => claims["iat"] = Now() - 3600); break;
            case "not yet": Claims(claims => claims["nbf"] = Now() + 130); break;
            case "another nonce": Claims(claims => claims["nonce"] = "another-nonce"); break;
            case "no nonce": Claims(claims => claims.Remove("nonce")); break;
            case "no subject": Claims(claims => claims.Remove("sub")); break;
            case "a subject with a line end": Claims(claims => claims["sub"] = "victim\n"); break;
            case "alg none": Token(claims => OidcKey.Compose(claims, "none", null, null, _ => [])); break;
            case "alg None with a signature": Token(claims => key.Sign(claims, header => header["alg"] = "None")); break;
            case "HS256 with the public key": Token(claims => OidcKey.Compose(claims, "HS256", key.Id, null, text => HMACSHA256.HashData(key.PublicText(), text))); break;
            case "HS256 with the client secret": Token(claims => OidcKey.Compose(claims, "HS256", null, null, text => HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(OidcProvider.ClientSecret), text))); break;
            case "another key of the same name": Token(claims => ByAnother(claims, key.Id)); break;
            case "a key that it brings along":
                Token(claims =>
                {
                    using var own = OidcKey.NewRsa("brought");
                    return own.Sign(claims, header => (header["jwk"], header["jku"]) = (own.Published(), "https://evil.example/keys"));
                });
                break;
            case "no name of a key, signed by another": Token(claims => ByAnother(claims, null)); break;
            case "changed after signing":
                Token(claims =>
                {
                    var parts = key.Sign(claims).Split('.');
                    claims["sub"] = "somebody-else";
                    return $"{parts[0]}.{WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
                });
                break;
            case "a small key":
                // Published or not, a key of 1024 bits signs nothing.
                Token(claims =>
                {
                    using var small = OidcKey.NewRsa("small", bits: 1024);
                    return small.Sign(claims);
                });
                break;
            case "critical extensions": Token(claims => key.Sign(claims, header => (header["crit"], header["exp"]) = (new JsonArray("exp"), 1))); break;
            case "a claim twice": Token(claims => Twice(key, claims)); break;
            case "padding": Token(claims => key.Sign(claims) + "="); break;
            case "no token": Token(_ => ""); break;
            case "encrypted": Token(_ => "eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d"); break;
            default: throw new InvalidOperationException(what);
        }
    }

    private static string ByAnother(JsonObject claims, string? kid)
    {
        using var other = OidcKey.NewRsa(kid ?? "other");
        return other.Sign(claims, header => header["kid"] = kid);
    }

    // The same claims, with another subject before the one that is believed.
    private static string Twice(OidcKey key, JsonObject claims)
    {
        var marked = (JsonObject)claims.DeepClone();
        marked["sub_"] = "attacker";
        var text = marked.ToJsonString().Replace("\"sub_\":", "\"sub\":", StringComparison.Ordinal);
        return key.SignText(text);
    }
}
