using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

/// <summary>The attacks of RFC 9700 and of the trade, one test each. docs/oauth.md has the table.</summary>
[Trait("row", "A07")]
public sealed class AttackTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_code_that_comes_twice_kills_what_the_first_got()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var code = await desk.CodeAsync(app, "tickets:read offline");
        var tokens = (await desk.ExchangeAsync(app, code)).Is(HttpStatusCode.OK);
        using var caller = desk.Bearer((string)tokens["access_token"]!);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await desk.ExchangeAsync(app, code)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task Of_many_exchanges_of_one_code_at_once_one_succeeds()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var code = await desk.CodeAsync(app, "tickets:read");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.ExchangeAsync(app, code)));
        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.Status is HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_code_is_worth_nothing_to_another_client_and_stays_good_for_its_own()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var thief = await desk.RegisterAsync("tickets:read");
        var code = await desk.CodeAsync(app, "tickets:read");
        (await desk.ExchangeAsync(thief, code)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await desk.ExchangeAsync(app, code)).Is(HttpStatusCode.OK);
        (await desk.ExchangeAsync(thief, code)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_code_lives_ten_minutes()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var app = await own.RegisterAsync("tickets:read");
        var code = await own.CodeAsync(app, "tickets:read");
        clock.Advance(TimeSpan.FromMinutes(10));
        (await own.ExchangeAsync(app, code)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_code_is_bound_to_its_redirect_uri()
    {
        var app = await desk.RegisterAsync("tickets:read");
        (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "tickets:read"), ("redirect_uri", "https://app.example/other"))).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "tickets:read"), ("redirect_uri", null))).IsError(HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task Pkce_is_not_talked_down()
    {
        var app = await desk.RegisterAsync("tickets:read");
        // The verifier is missing, wrong, too short, or answers a challenge that somebody stripped on the way.
        (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "tickets:read", TestApps.WithChallenge))).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        var code = await desk.CodeAsync(app, "tickets:read", TestApps.WithChallenge);
        (await desk.ExchangeAsync(app, code, ("code_verifier", TestApps.Verifier + "x"))).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        // A guess costs the code.
        (await desk.ExchangeAsync(app, code, ("code_verifier", TestApps.Verifier))).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "tickets:read"), ("code_verifier", TestApps.Verifier))).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "tickets:read", TestApps.WithChallenge), ("code_verifier", TestApps.Verifier))).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("code_challenge_method=plain&code_challenge=a-verifier-of-at-least-forty-three-characters-012345")]
    [InlineData("code_challenge=a-verifier-of-at-least-forty-three-characters-012345")]
    [InlineData("code_challenge_method=S256")]
    [InlineData("code_challenge_method=S256&code_challenge=short")]
    [InlineData("code_challenge_method=s256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]
    public async Task A_weak_challenge_is_refused(string query)
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var refused = (await browser.GetAsync($"{app.Authorize("tickets:read")}&{query}")).Is(HttpStatusCode.Found);
        Assert.Equal("invalid_request", refused.Sent()["error"]);
    }

    [Fact]
    public async Task A_public_app_must_use_pkce_and_cannot_have_a_secret()
    {
        var app = await desk.RegisterAsync("tickets:read", "http://127.0.0.1/callback", isPublic: true);
        Assert.Null(app.Secret);
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        Assert.Equal("invalid_request", (await browser.GetAsync(app.Authorize("tickets:read"))).Is(HttpStatusCode.Found).Sent()["error"]);
        var code = await desk.CodeAsync(app, "tickets:read", TestApps.WithChallenge);
        (await desk.ExchangeAsync(app, code, ("code_verifier", TestApps.Verifier), ("client_secret", "guess"))).IsError(HttpStatusCode.Unauthorized, "invalid_client");
        (await desk.ExchangeAsync(app, code, ("code_verifier", TestApps.Verifier))).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://app.example/callback/")]
    [InlineData("https://app.example/callback?x=1")]
    [InlineData("https://app.example/callback/../evil")]
    [InlineData("https://app.example/Callback")]
    [InlineData("https://app.example/callback%2f")]
    [InlineData("https://app.example/%63allback")]
    [InlineData("https://app.example.evil.example/callback")]
    [InlineData("https://evil.example/callback")]
    [InlineData("https://app.example@evil.example/callback")]
    [InlineData("https://evil.example#@app.example/callback")]
    [InlineData("https://evil.example\\@app.example/callback")]
    [InlineData("https://app.example:443/callback")]
    [InlineData("HTTPS://app.example/callback")]
    [InlineData("http://app.example/callback")]
    [InlineData("https://app.example/callback#")]
    [InlineData("https://app.example./callback")]
    [InlineData("//app.example/callback")]
    [InlineData(" https://app.example/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task A_redirect_uri_is_the_registered_text_or_none(string uri)
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var page = (await browser.GetAsync(app.Authorize("tickets:read", ("redirect_uri", uri)))).Is(HttpStatusCode.BadRequest);
        Assert.Null(page.Location);
        Assert.Equal("text/html; charset=utf-8", page.Answer.Header("Content-Type"));
    }

    [Fact]
    public async Task A_redirect_uri_or_client_that_is_given_twice_is_none()
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        foreach (var twice in new[] { "&redirect_uri=https://evil.example/", "&client_id=other" })
        {
            Assert.Null((await browser.GetAsync(app.Authorize("tickets:read") + twice)).Is(HttpStatusCode.BadRequest).Location);
        }

        Assert.Equal("invalid_request", (await browser.GetAsync(app.Authorize("tickets:read") + "&scope=write:all")).Is(HttpStatusCode.Found).Sent()["error"]);
        Assert.Null((await browser.GetAsync(app.Authorize("tickets:read", ("client_id", "unknown")))).Is(HttpStatusCode.BadRequest).Location);
    }

    [Fact]
    public async Task The_port_of_a_loopback_address_is_free_for_public_apps_alone()
    {
        var program = await desk.RegisterAsync("tickets:read", "http://127.0.0.1/callback", isPublic: true);
        var server = await desk.RegisterAsync("tickets:read", "http://localhost:3000/callback");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        (await browser.GetAsync(program.Authorize("tickets:read", [("redirect_uri", "http://127.0.0.1:51234/callback"), .. TestApps.WithChallenge]))).Is(HttpStatusCode.OK);
        foreach (var uri in new[]
        {
            "http://127.0.0.1:51234/other", "http://localhost:51234/callback", "http://127.0.0.1.evil.example/callback", "http://127.0.0.1:51234@evil.example/callback",
            "https://127.0.0.1:51234/callback", "http://127.0.0.1:x/callback", "http://127.0.0.2:51234/callback",
        })
        {
            (await browser.GetAsync(program.Authorize("tickets:read", [("redirect_uri", uri), .. TestApps.WithChallenge]))).Is(HttpStatusCode.BadRequest);
        }

        (await browser.GetAsync(server.Authorize("tickets:read"))).Is(HttpStatusCode.OK);
        (await browser.GetAsync(server.Authorize("tickets:read", ("redirect_uri", "http://localhost:3001/callback")))).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Every_answer_names_its_issuer_against_mix_up()
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var issuer = desk.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(issuer, (await browser.DecideAsync(app.Authorize("tickets:read"))).Sent()["iss"]);
        Assert.Equal(issuer, (await browser.DecideAsync(app.Authorize("tickets:read"), "deny")).Sent()["iss"]);
        Assert.Equal(issuer, (await browser.GetAsync(app.Authorize("no:such"))).Sent()["iss"]);
        using var http = new HttpClient { BaseAddress = desk.Address };
        var metadata = (await http.GetJsonAsync("/.well-known/oauth-authorization-server")).Is(HttpStatusCode.OK);
        Assert.Equal(issuer, (string?)metadata["issuer"]);
        Assert.True((bool)metadata["authorization_response_iss_parameter_supported"]!);
    }

    [Fact]
    [Trait("row", "A09")]
    public async Task A_refresh_token_that_is_used_again_later_kills_the_family()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var app = await own.RegisterAsync("tickets:read");
        var first = await own.ConnectAsync(app, "tickets:read offline");
        var second = (await own.RefreshAsync(app, (string)first["refresh_token"]!)).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(60));
        // Within a minute it was a lost answer or two requests at once.
        (await own.RefreshAsync(app, (string)first["refresh_token"]!)).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(1));
        using var caller = own.Bearer((string)second["access_token"]!);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await own.RefreshAsync(app, (string)first["refresh_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        (await own.RefreshAsync(app, (string)second["refresh_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_refresh_token_is_worth_nothing_to_another_client_and_does_not_harm_its_own()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var thief = await desk.RegisterAsync("tickets:read");
        var tokens = await desk.ConnectAsync(app, "tickets:read offline");
        (await desk.RefreshAsync(thief, (string)tokens["refresh_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_kind_of_token_is_not_taken_for_another()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var code = await desk.CodeAsync(app, "tickets:read offline");
        using var byCode = desk.Bearer(code);
        (await byCode.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        var tokens = (await desk.ExchangeAsync(app, code)).Is(HttpStatusCode.OK);
        using var byRefresh = desk.Bearer((string)tokens["refresh_token"]!);
        (await byRefresh.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        (await desk.RefreshAsync(app, (string)tokens["access_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        using var bySecret = desk.Bearer(app.Secret!);
        (await bySecret.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_in_a_query_or_a_body_is_no_credential()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var token = (string)(await desk.ConnectAsync(app, "tickets:read"))["access_token"]!;
        using var http = new HttpClient { BaseAddress = desk.Address };
        (await http.GetJsonAsync($"/api/tickets?access_token={token}")).Is(HttpStatusCode.Unauthorized);
        (await desk.PostFormAsync("/api/search", null, ("access_token", token))).Is(HttpStatusCode.Unauthorized);
        (await desk.PostFormAsync($"/oauth/token?client_secret={app.Secret}", null, ("grant_type", "refresh_token"), ("client_id", app.ClientId))).IsError(HttpStatusCode.BadRequest, "invalid_request");
        (await desk.PostFormAsync($"/oauth/revoke?token={token}", app.Basic)).IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task The_consent_page_cannot_be_framed_and_its_form_leads_to_the_app_alone()
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var page = (await browser.GetAsync(app.Authorize("tickets:read"))).Is(HttpStatusCode.OK);
        Assert.Equal("DENY", page.Answer.Header("X-Frame-Options"));
        Assert.Equal(
            "default-src 'none'; style-src 'self'; form-action 'self' https://app.example; base-uri 'none'; frame-ancestors 'none'", page.Answer.Header("Content-Security-Policy"));
        Assert.Equal("no-store", page.Answer.Header("Cache-Control"));
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Consent_cannot_be_forged_by_another_site_or_session()
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var fields = (await browser.GetAsync(app.Authorize("tickets:read"))).Form("/oauth/authorize");
        fields["decision"] = "allow";
        (await browser.PostAsync("/oauth/authorize", fields, ("Sec-Fetch-Site", "cross-site"))).Is(HttpStatusCode.BadRequest);
        (await browser.PostAsync("/oauth/authorize", new Dictionary<string, string>(fields) { ["form_token"] = "" })).Is(HttpStatusCode.BadRequest);
        using var victim = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        await victim.GetAsync("/security");
        (await victim.PostAsync("/oauth/authorize", fields)).Is(HttpStatusCode.BadRequest);
        // What the form carries is checked as the query was.
        (await browser.PostAsync("/oauth/authorize", new Dictionary<string, string>(fields) { ["redirect_uri"] = "https://evil.example/" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("invalid_scope", (await browser.PostAsync("/oauth/authorize", new Dictionary<string, string>(fields) { ["scope"] = "write:all" })).Is(HttpStatusCode.Found).Sent()["error"]);
        Assert.Equal("access_denied", (await browser.PostAsync("/oauth/authorize", fields.Where(field => field.Key != "decision").ToDictionary())).Is(HttpStatusCode.Found).Sent()["error"]);
    }

    [Fact]
    public async Task The_way_through_sign_in_leads_back_to_this_server_alone()
    {
        using var browser = new Browser(desk);
        await desk.PersonAsync("open@acme.example");
        foreach (var next in new[] { "https://evil.example/", "//evil.example/oauth/authorize", "/\\evil.example" })
        {
            var page = await browser.GetAsync($"/sign-in?again=1&next={Uri.EscapeDataString(next)}");
            var fields = page.Form("/sign-in");
            Assert.Equal("/security", fields["next"]);
            (fields["next"], fields["email"], fields["password"]) = (next, "open@acme.example", Passphrase.Text);
            Assert.Equal("/security", (await browser.PostAsync("/sign-in", fields)).Is(HttpStatusCode.SeeOther).Location);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    public async Task Without_a_state_worth_the_name_nothing_is_approved(string? state)
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        Assert.Equal("invalid_request", (await browser.GetAsync(app.Authorize("tickets:read", ("state", state)))).Is(HttpStatusCode.Found).Sent()["error"]);
    }

    [Fact]
    public async Task A_state_comes_back_as_it_was_and_is_text_everywhere()
    {
        const string Odd = "a b&c=d#\"'><script>é%2F+/\u4E16";
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var authorize = app.Authorize("tickets:read", ("state", Odd));
        Assert.DoesNotContain("<script", (await browser.GetAsync(authorize)).Html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Odd, (await browser.DecideAsync(authorize)).Sent()["state"]);
        Assert.Equal(Odd, (await browser.GetAsync(app.Authorize("no:such", ("state", Odd)))).Sent()["state"]);
    }

    [Fact]
    public async Task Wrong_secrets_are_compared_without_a_hurry_and_counted()
    {
        // The hash is compared as a whole, and by nothing else: see OAuthSecretTests for the comparison.
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Limits:FailedLogins", "3")]));
        var app = await own.RegisterAsync("tickets:read");
        foreach (var (id, secret) in new[] { (app.ClientId, app.Secret![..^1]), ("nobody", app.Secret), (app.ClientId, "") })
        {
            var refused = (await own.PostFormAsync("/oauth/token", null, ("grant_type", "refresh_token"), ("client_id", id), ("client_secret", secret))).IsError(HttpStatusCode.Unauthorized, "invalid_client");
            Assert.Equal("Basic realm=\"acme\"", refused.Header("WWW-Authenticate"));
        }

        (await own.PostFormAsync("/oauth/token", app.Basic, ("grant_type", "refresh_token"))).Is(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_client_that_is_named_twice_is_refused()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var other = await desk.RegisterAsync("tickets:read");
        (await desk.PostFormAsync("/oauth/token", app.Basic, ("grant_type", "refresh_token"), ("client_secret", app.Secret))).IsError(HttpStatusCode.BadRequest, "invalid_request");
        (await desk.PostFormAsync("/oauth/token", app.Basic, ("grant_type", "refresh_token"), ("client_id", other.ClientId))).IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "unsupported_response_type")]
    [InlineData("request", "eyJhbGciOiJub25lIn0..", "request_not_supported")]
    [InlineData("request_uri", "https://evil.example/r", "request_uri_not_supported")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "tickets:read users:read", "invalid_scope")]
    [InlineData("scope", "tickets:read no:such", "invalid_scope")]
    public async Task What_is_not_offered_is_refused_to_the_app(string name, string? value, string error)
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var refused = (await browser.GetAsync(app.Authorize("tickets:read", (name, value)))).Is(HttpStatusCode.Found);
        Assert.Equal(error, refused.Sent()["error"]);
        Assert.Equal(TestApps.State, refused.Sent()["state"]);
        Assert.Equal("no-referrer", refused.Answer.Header("Referrer-Policy"));
    }
}
