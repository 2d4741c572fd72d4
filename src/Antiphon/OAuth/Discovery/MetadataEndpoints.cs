using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.OAuth.Discovery;

/// <summary>
/// What clients read before they know anything: the authorization server (RFC 8414, and OpenID Connect Discovery under its own name) and what it protects
/// (RFC 9728). The issuer is the host by which the account was reached.
/// </summary>
internal static class MetadataEndpoints
{
    public const string ProtectedResource = "/.well-known/oauth-protected-resource";
    private const string Server = "/.well-known/oauth-authorization-server";
    private const string OpenId = "/.well-known/openid-configuration";

    // The deprecated scope is understood and not offered.
    private static readonly string[] Offered = [.. Scope.All.Where(scope => scope != Scope.WriteAll)];

    // The parts of the server that have a document of their own.
    private static readonly string[] Resources = ["mcp", "api"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Server, (HttpContext http, Origin issuer) => Send(http, Issuer(issuer)));
        // Clients that know only the resource put its path behind the name (RFC 8414, section 3.1).
        app.MapGet(Server + "/{resource}", (string resource, HttpContext http, Origin issuer) => Resources.Contains(resource) ? Send(http, Issuer(issuer)) : Results.NotFound());
        app.MapGet(OpenId, (HttpContext http, Origin issuer) => Send(http, Issuer(issuer)));
        app.MapGet(ProtectedResource, (HttpContext http, Origin issuer) => Send(http, Protected(issuer, "/")));
        app.MapGet(ProtectedResource + "/{resource}", (string resource, HttpContext http, Origin issuer) =>
            Resources.Contains(resource) ? Send(http, Protected(issuer, "/" + resource)) : Results.NotFound());
    }

    private static JsonObject Issuer(Origin issuer) => new()
    {
        ["issuer"] = issuer.Address,
        ["authorization_endpoint"] = issuer.To("/oauth/authorize"),
        ["token_endpoint"] = issuer.To("/oauth/token"),
        ["revocation_endpoint"] = issuer.To("/oauth/revoke"),
        ["introspection_endpoint"] = issuer.To("/oauth/introspect"),
        ["registration_endpoint"] = issuer.To("/oauth/register"),
        ["userinfo_endpoint"] = issuer.To("/oauth/userinfo"),
        ["jwks_uri"] = issuer.To("/.well-known/jwks.json"),
        ["scopes_supported"] = Texts(Offered),
        ["response_types_supported"] = Texts(["code"]),
        ["response_modes_supported"] = Texts(["query"]),
        ["grant_types_supported"] = Texts(["authorization_code", "refresh_token"]),
        ["code_challenge_methods_supported"] = Texts([Pkce.Method]),
        ["token_endpoint_auth_methods_supported"] = Texts(["client_secret_basic", "client_secret_post", "none"]),
        ["revocation_endpoint_auth_methods_supported"] = Texts(["client_secret_basic", "client_secret_post", "none"]),
        ["introspection_endpoint_auth_methods_supported"] = Texts(["client_secret_basic", "client_secret_post"]),
        ["authorization_response_iss_parameter_supported"] = true,
        ["subject_types_supported"] = Texts(["public"]),
        ["id_token_signing_alg_values_supported"] = Texts(["RS256"]),
        ["claims_supported"] = Texts(["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "email", "email_verified", "name", "given_name", "family_name"]),
        ["request_parameter_supported"] = false,
        ["request_uri_parameter_supported"] = false,
        ["prompt_values_supported"] = Texts(["none", "login", "consent"]),
        ["service_documentation"] = issuer.To("/docs"),
    };

    private static JsonObject Protected(Origin issuer, string path) => new()
    {
        ["resource"] = issuer.To(path),
        ["authorization_servers"] = Texts([issuer.Address]),
        ["scopes_supported"] = Texts(Offered),
        ["bearer_methods_supported"] = Texts(["header"]),
        ["resource_documentation"] = issuer.To("/docs"),
    };

    // Anyone may read these, from a page of another site too.
    private static IResult Send(HttpContext http, JsonObject document)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(document.ToJsonString(), "application/json");
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
