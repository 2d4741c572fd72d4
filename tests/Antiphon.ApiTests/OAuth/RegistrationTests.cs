using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.OAuth.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

/// <summary>Programs that register themselves (RFC 7591), as MCP clients do, and what an attacker could make of that.</summary>
[Trait("row", "D02")]
public sealed class RegistrationTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_client_that_knows_only_the_address_finds_its_way_in()
    {
        await desk.PersonAsync("agent@acme.example");
        using var http = new HttpClient { BaseAddress = desk.Address };
        var origin = desk.Address.GetLeftPart(UriPartial.Authority);
        var challenge = (await http.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized).Header("WWW-Authenticate");
        Assert.Contains($"resource_metadata=\"{origin}/.well-known/oauth-protected-resource\"", challenge, StringComparison.Ordinal);
        var resource = (await http.GetJsonAsync("/.well-known/oauth-protected-resource/mcp")).Is(HttpStatusCode.OK);
        Assert.Equal(origin + "/mcp", (string?)resource["resource"]);
        Assert.Equal(origin, (string?)resource["authorization_servers"]![0]);
        var server = (await http.GetJsonAsync("/.well-known/oauth-authorization-server")).Is(HttpStatusCode.OK);
        Assert.Equal("S256", (string?)Assert.Single(server["code_challenge_methods_supported"]!.AsArray()));
        var registered = (await http.PostJsonAsync(new Uri((string)server["registration_endpoint"]!).AbsolutePath, new
        {
            client_name = "Desk Robot",
            redirect_uris = new[] { "http://127.0.0.1:33418/callback" },
            token_endpoint_auth_method = "client_secret_basic",
            scope = "tickets:read offline",
            grant_types = new[] { "authorization_code", "refresh_token" },
            logo_uri = "https://evil.example/logo.png",
        })).Is(HttpStatusCode.Created);
        Assert.Equal("none", (string?)registered["token_endpoint_auth_method"]);
        Assert.Null(registered["client_secret"]);
        Assert.Null(registered["logo_uri"]);
        Assert.Equal("no-store", registered.Header("Cache-Control"));
        var app = new TestApp(0, (string)registered["client_id"]!, null, "http://127.0.0.1:40000/callback");

        // A person who is no admin may let a program on their own machine act for them, and is told that nobody vouches for it.
        using var browser = await Browser.SignedInAsync(desk, "agent@acme.example");
        var authorize = app.Authorize("tickets:read offline", [("state", null), .. TestApps.WithChallenge]);
        var page = (await browser.GetAsync(authorize)).Is(HttpStatusCode.OK);
        Assert.Contains("registered itself", page.Html, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:40000", page.Html, StringComparison.Ordinal);
        var code = (await browser.DecideAsync(authorize)).Sent()["code"];
        var tokens = (await desk.ExchangeAsync(app, code, ("code_verifier", TestApps.Verifier))).Is(HttpStatusCode.OK);
        using var caller = desk.Bearer((string)tokens["access_token"]!);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        var renewed = (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!)).Is(HttpStatusCode.OK);
        (await desk.PostFormAsync("/oauth/revoke", null, ("client_id", app.ClientId), ("token", (string)renewed["refresh_token"]!))).Is(HttpStatusCode.OK);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_registration_that_copies_a_known_app_gets_nothing_of_it()
    {
        // The confused deputy: whoever approved the one is not silently taken to have approved the other, nor the same one again.
        var known = await desk.RegisterAsync("tickets:read");
        await desk.ConnectAsync(known, "tickets:read");
        using var http = new HttpClient { BaseAddress = desk.Address };
        var registered = (await http.PostJsonAsync("/oauth/register", new { client_id = known.ClientId, client_name = "Parcel Pal", redirect_uris = new[] { TestApps.Callback }, scope = "tickets:read" })).Is(HttpStatusCode.Created);
        var twin = new TestApp(0, (string)registered["client_id"]!, null, TestApps.Callback);
        Assert.NotEqual(known.ClientId, twin.ClientId);
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        Assert.Contains("registered itself", (await browser.GetAsync(twin.Authorize("tickets:read", TestApps.WithChallenge))).Is(HttpStatusCode.OK).Html, StringComparison.Ordinal);
        var code = (await browser.DecideAsync(twin.Authorize("tickets:read", TestApps.WithChallenge))).Sent()["code"];
        (await desk.ExchangeAsync(twin, code, ("code_verifier", TestApps.Verifier))).Is(HttpStatusCode.OK);
        // Approved once, it is still asked each time: its id is no proof of who uses it.
        (await browser.GetAsync(twin.Authorize("tickets:read", TestApps.WithChallenge))).Is(HttpStatusCode.OK);
        Assert.Equal("consent_required", (await browser.GetAsync(twin.Authorize("tickets:read", [("prompt", "none"), .. TestApps.WithChallenge]))).Is(HttpStatusCode.Found).Sent()["error"]);
    }

    [Theory]
    [InlineData("""{"redirect_uris": []}""", "invalid_redirect_uri")]
    [InlineData("""{}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": "https://a.example/"}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["javascript:alert(1)"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["JAVASCRIPT:alert(1)"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["data:text/html,x"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["http://evil.example/cb"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["https://*.example/cb"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["https://a.example/#frag"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["/relative"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": [5]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "grant_types": ["client_credentials"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "response_types": ["token"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "client_name": "Anti\u202Enohp"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "client_name": ""}""", "invalid_client_metadata")]
    [InlineData("[]", "invalid_client_metadata")]
    [InlineData("{", "invalid_client_metadata")]
    public async Task What_could_mislead_is_not_registered(string body, string error)
    {
        using var http = new HttpClient { BaseAddress = desk.Address };
        (await http.CallAsync(HttpMethod.Post, "/oauth/register", body)).IsError(HttpStatusCode.BadRequest, error);
    }

    [Fact]
    public async Task Who_names_no_scope_may_look_and_no_more()
    {
        using var http = new HttpClient { BaseAddress = desk.Address };
        var registered = (await http.PostJsonAsync("/oauth/register", new { redirect_uris = new[] { "cursor://anysphere.retrieval/cb" } })).Is(HttpStatusCode.Created);
        var scopes = ((string)registered["scope"]!).Split(' ');
        Assert.Contains("tickets:read", scopes);
        Assert.DoesNotContain(scopes, scope => scope.EndsWith(":write", StringComparison.Ordinal) || scope == "write:all");
        Assert.Equal("An app without a name", (string?)registered["client_name"]);
        var app = new TestApp(0, (string)registered["client_id"]!, null, "cursor://anysphere.retrieval/cb");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var page = (await browser.GetAsync(app.Authorize("", [("scope", null), .. TestApps.WithChallenge]))).Is(HttpStatusCode.OK);
        Assert.Contains("form-action 'self' cursor:;", page.Answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("invalid_scope", (await browser.GetAsync(app.Authorize("tickets:write", TestApps.WithChallenge))).Is(HttpStatusCode.Found).Sent()["error"]);
    }

    [Fact]
    public async Task Registrations_of_one_source_are_limited_and_unused_ones_forgotten()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Configuration.AddInMemoryCollection([new("Limits:FailedLogins", "2")]);
        });
        using var http = new HttpClient { BaseAddress = own.Address };
        var body = new { redirect_uris = new[] { "http://127.0.0.1/cb" } };
        (await http.PostJsonAsync("/oauth/register", body)).Is(HttpStatusCode.Created);
        (await http.PostJsonAsync("/oauth/register", body)).Is(HttpStatusCode.Created);
        (await http.PostJsonAsync("/oauth/register", body)).Is(HttpStatusCode.TooManyRequests);
        clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(2, await own.Services.GetRequiredService<ForgetOldTokens>().SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_documents_are_the_same_under_each_of_their_names()
    {
        using var http = new HttpClient { BaseAddress = desk.Address };
        var server = (await http.GetJsonAsync("/.well-known/oauth-authorization-server")).Is(HttpStatusCode.OK);
        Assert.Equal(server.Body, (await http.GetJsonAsync("/.well-known/oauth-authorization-server/mcp")).Is(HttpStatusCode.OK).Body);
        Assert.Equal(server.Body, (await http.GetJsonAsync("/.well-known/openid-configuration")).Is(HttpStatusCode.OK).Body);
        Assert.Equal("*", server.Header("Access-Control-Allow-Origin"));
        (await http.GetJsonAsync("/.well-known/oauth-protected-resource/nothing")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain("write:all", server.Body, StringComparison.Ordinal);
    }
}
