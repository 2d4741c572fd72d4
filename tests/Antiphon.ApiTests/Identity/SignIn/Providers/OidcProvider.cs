using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

/// <summary>
/// An OpenID Connect provider on a real socket, by the book: codes work once, with their secret, redirect URI and verifier. Each thing that it says can be spoilt.
/// </summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string ClientId = "antiphon-at-corp";
    public const string ClientSecret = "s3cret with space & sign+";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Given> codes = new();

    private OidcProvider(TimeProvider clock)
    {
        Clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Json(Change(Discovery, new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["userinfo_endpoint"] = Issuer + "/userinfo",
            ["jwks_uri"] = Issuer + "/keys",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
        })));
        app.MapGet("/keys", () =>
        {
            KeyLookups++;
            return Json(new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(key => key.Published())]) });
        });
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", (HttpContext http, CancellationToken cancellationToken) => TokenAsync(http, cancellationToken));
        app.MapGet("/userinfo", (HttpContext http) => http.Request.Headers.Authorization == "Bearer access-of-" + Person["sub"] ? Json(UserInfo ?? (JsonObject)Person.DeepClone()) : Results.StatusCode(401));
    }

    public TimeProvider Clock { get; set; }

    public string Issuer => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Whoever is signed in there.</summary>
    public JsonObject Person { get; set; } = [];

    public JsonObject? UserInfo { get; set; }

    /// <summary>The keys that it publishes; the first one signs.</summary>
    public List<OidcKey> Keys { get; } = [OidcKey.NewRsa("first")];

    public int KeyLookups { get; private set; }

    /// <summary>The latest request for a token.</summary>
    public Dictionary<string, string> LastForm { get; private set; } = [];

    public string? LastAuthorization { get; private set; }

    /// <summary>Spoils the discovery document.</summary>
    public Action<JsonObject>? Discovery { get; set; }

    /// <summary>Spoils the claims of a token before it is signed.</summary>
    public Action<JsonObject>? Claims { get; set; }

    /// <summary>Spoils the whole token.</summary>
    public Func<JsonObject, string>? Token { get; set; }

    /// <summary>Spoils the address by which a browser comes back.</summary>
    public Func<Dictionary<string, string?>, Dictionary<string, string?>>? Back { get; set; }

    public static async Task<OidcProvider> StartAsync(TimeProvider clock)
    {
        var provider = new OidcProvider(clock);
        await provider.app.StartAsync();
        return provider;
    }

    public OidcProvider Knows(string subject, string email, bool isVerified = true, string? name = "Robin Vale")
    {
        Person = new JsonObject { ["sub"] = subject, ["email"] = email, ["email_verified"] = isVerified, ["name"] = name };
        return this;
    }

    /// <summary>Everything as it should be again.</summary>
    public void Behave() => (Discovery, Claims, Token, Back, UserInfo) = (null, null, null, null, null);

    /// <summary>What a browser finds at the provider's page: the address that it is sent back to.</summary>
    public static async Task<string> VisitAsync(string authorize)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.GetAsync(new Uri(authorize), TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == 302, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.Headers.Location!.OriginalString;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Keys.ForEach(key => key.Dispose());
    }

    private IResult Authorize(HttpContext http)
    {
        string? Value(string name) => http.Request.Query.TryGetValue(name, out var values) ? values.Single() : null;
        if (Value("response_type") != "code" || Value("client_id") != ClientId || Value("scope") != "openid email profile" || Value("code_challenge_method") != "S256"
            || Value("nonce") is not { Length: > 20 } || Value("state") is not { Length: > 20 })
        {
            return Results.BadRequest(http.Request.QueryString.Value);
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        codes[code] = new Given(Value("redirect_uri")!, Value("code_challenge")!, Value("nonce")!, (JsonObject)Person.DeepClone());
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = Value("state") };
        return Results.Redirect(QueryHelpers.AddQueryString(Value("redirect_uri")!, Back?.Invoke(parameters) ?? parameters));
    }

    private async Task<IResult> TokenAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var form = (await http.Request.ReadFormAsync(cancellationToken)).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        (LastForm, LastAuthorization) = (form, http.Request.Headers.Authorization);
        var basic = LastAuthorization is { } given ? Encoding.UTF8.GetString(Convert.FromBase64String(given["Basic ".Length..])).Split(':').Select(part => Uri.UnescapeDataString(part.Replace('+', ' '))).ToArray() : null;
        var (id, secret) = basic is [var name, var word] ? (name, word) : (form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret"));
        if (id != ClientId || secret != ClientSecret)
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }

        // Looked at and taken away in one step: a code works once.
        if (form["grant_type"] != "authorization_code" || !codes.TryRemove(form["code"], out var code) || code.RedirectUri != form["redirect_uri"] || Pkce.ChallengeOf(form["code_verifier"]) != code.Challenge)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = code.Person;
        (claims["iss"], claims["aud"], claims["iat"], claims["exp"], claims["nonce"]) = (Issuer, ClientId, now, now + 300, code.Nonce);
        claims = Change(Claims, claims);
        return Json(new JsonObject
        {
            ["access_token"] = "access-of-" + Person["sub"],
            ["token_type"] = "Bearer",
            ["id_token"] = Token?.Invoke(claims) ?? Keys[0].Sign(claims),
        });
    }

    private static JsonObject Change(Action<JsonObject>? change, JsonObject json)
    {
        change?.Invoke(json);
        return json;
    }

    private static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");

    private sealed record Given(string RedirectUri, string Challenge, string Nonce, JsonObject Person);
}

/// <summary>A key pair of a provider.</summary>
internal sealed class OidcKey(string id, string algorithm, RSA? rsa, ECDsa? curve) : IDisposable
{
    public static OidcKey NewRsa(string id, string algorithm = "RS256", int bits = 2048) => new(id, algorithm, RSA.Create(bits), null);

    public static OidcKey NewCurve(string id) => new(id, "ES256", null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public string Id => id;

    public JsonObject Published()
    {
        if (rsa is not null)
        {
            var parts = rsa.ExportParameters(false);
            return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = id, ["n"] = Base64Url.EncodeToString(parts.Modulus!), ["e"] = Base64Url.EncodeToString(parts.Exponent!) };
        }

        var point = curve!.ExportParameters(false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = id, ["x"] = Base64Url.EncodeToString(point.X!), ["y"] = Base64Url.EncodeToString(point.Y!) };
    }

    /// <summary>The public key as a text that everybody has, for whoever takes it as a password.</summary>
    public byte[] PublicText() => Encoding.ASCII.GetBytes(rsa!.ExportSubjectPublicKeyInfoPem());

    public string Sign(JsonObject claims, Action<JsonObject>? header = null) => Compose(claims, algorithm, id, header, text => rsa is null
        ? curve!.SignData(text, HashAlgorithmName.SHA256)
        : rsa.SignData(text, HashAlgorithmName.SHA256, algorithm[0] is 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));

    /// <summary>Signs claims that no JSON object of ours can hold.</summary>
    public string SignText(string claims) => ComposeText(claims, algorithm, id, null, text => rsa!.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Compose(JsonObject claims, string algorithm, string? kid, Action<JsonObject>? header, Func<byte[], byte[]> sign) =>
        ComposeText(claims.ToJsonString(), algorithm, kid, header, sign);

    private static string ComposeText(string claims, string algorithm, string? kid, Action<JsonObject>? header, Func<byte[], byte[]> sign)
    {
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (kid is not null)
        {
            head["kid"] = kid;
        }

        header?.Invoke(head);
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public void Dispose()
    {
        rsa?.Dispose();
        curve?.Dispose();
    }
}
