using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

/// <summary>From the app that asks to the token that it gets.</summary>
public sealed class FlowTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "A07")]
    [Trait("row", "D02")]
    public async Task A_person_signs_in_sees_what_the_app_wants_and_allows_it()
    {
        await desk.PersonAsync("boss@acme.example", "admin");
        var app = await desk.RegisterAsync("tickets:read tags:write");
        using var browser = new Browser(desk);
        var asked = (await browser.GetAsync(app.Authorize("tickets:read tags:write offline"))).Is(HttpStatusCode.Found);
        Assert.StartsWith("/sign-in?next=%2Foauth%2Fauthorize%3F", asked.Location, StringComparison.Ordinal);
        var signIn = await browser.SubmitAsync(await browser.GetAsync(asked.Location!), "/sign-in", ("email", "boss@acme.example"), ("password", Passphrase.Text));
        var consent = (await browser.GetAsync(signIn.Is(HttpStatusCode.SeeOther).Location!)).Is(HttpStatusCode.OK);
        Assert.Contains("Parcel Pal", consent.Html, StringComparison.Ordinal);
        Assert.Contains("Read all tickets, messages and views", consent.Html, StringComparison.Ordinal);
        Assert.Contains("Add, change, merge and delete tags", consent.Html, StringComparison.Ordinal);
        Assert.Contains("Keep this access while you are away", consent.Html, StringComparison.Ordinal);
        Assert.Contains("https://app.example", consent.Html, StringComparison.Ordinal);
        var allowed = (await browser.SubmitAsync(consent, "/oauth/authorize", ("decision", "allow"))).Is(HttpStatusCode.Found);
        Assert.StartsWith(TestApps.Callback + "?", allowed.Location, StringComparison.Ordinal);
        var answer = allowed.Sent();
        Assert.Equal(TestApps.State, answer["state"]);
        Assert.Equal("tickets:read tags:write offline", answer["scope"]);
        Assert.Equal(desk.Address.GetLeftPart(UriPartial.Authority), answer["iss"]);

        var tokens = (await desk.ExchangeAsync(app, answer["code"])).Is(HttpStatusCode.OK);
        Assert.Equal("no-store", tokens.Header("Cache-Control"));
        Assert.Equal("no-cache", tokens.Header("Pragma"));
        Assert.Equal(86400, (int)tokens["expires_in"]!);
        Assert.Equal("bearer", (string?)tokens["token_type"]);
        Assert.Equal("tickets:read tags:write offline", (string?)tokens["scope"]);
        Assert.NotNull(tokens["refresh_token"]);
        using var caller = desk.Bearer((string)tokens["access_token"]!);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        Assert.Equal("boss@acme.example", (string?)(await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK)["email"]);
        var missing = (await caller.GetJsonAsync("/api/customers")).Is(HttpStatusCode.Forbidden);
        Assert.Equal("""{"error":{"msg":"Forbidden.","data":{"required_scope":"customers:read"}}}""", missing.Body);
        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"customers:read\"", missing.Header("WWW-Authenticate"));

        // What the app does is written as the app's doing, in the person's name.
        var tag = (await caller.PostJsonAsync("/api/tags", new { name = "by an app" })).Is(HttpStatusCode.Created);
        var (actor, actorId) = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select actor, actor_id from events where account_id = {desk.Account.Id} and object_type = 'Tag' and object_id = {(long)tag["id"]!}", row => (row.GetString(0), row.GetInt64(1)), CancellationToken.None));
        Assert.Equal(("app", app.Id), (actor, actorId));
    }

    [Fact]
    public async Task Who_denies_sends_the_app_away_and_leaves_nothing_behind()
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var answer = (await browser.DecideAsync(app.Authorize("tickets:read"), "deny")).Sent();
        Assert.Equal("access_denied", answer["error"]);
        Assert.Equal(TestApps.State, answer["state"]);
        Assert.True(answer.ContainsKey("error_description"));
        Assert.False(answer.ContainsKey("code"));
        Assert.False((bool)(await desk.Admin.GetJsonAsync($"/admin/oauth/apps/{app.Id}"))["is_installed"]!);
    }

    [Fact]
    public async Task Both_ways_to_name_the_client_and_both_encodings_work()
    {
        var app = await desk.RegisterAsync("tickets:read");
        (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "tickets:read"))).Is(HttpStatusCode.OK);
        (await desk.PostFormAsync(
            "/oauth/token", app.Basic, ("grant_type", "authorization_code"), ("code", await desk.CodeAsync(app, "tickets:read")), ("redirect_uri", app.RedirectUri))).Is(HttpStatusCode.OK);
        using var http = new HttpClient { BaseAddress = desk.Address };
        (await http.PostJsonAsync("/oauth/token", new
        {
            grant_type = "authorization_code",
            code = await desk.CodeAsync(app, "tickets:read"),
            redirect_uri = app.RedirectUri,
            client_id = app.ClientId,
            client_secret = app.Secret,
        })).Is(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = app.Basic;
        (await http.PostJsonAsync("/oauth/token", new { grant_type = "authorization_code", code = await desk.CodeAsync(app, "tickets:read"), redirect_uri = app.RedirectUri })).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_admins_connect_an_app_of_the_account()
    {
        await desk.PersonAsync("lead@acme.example", "agent");
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, "lead@acme.example");
        var page = (await browser.GetAsync(app.Authorize("tickets:read"))).Is(HttpStatusCode.Forbidden);
        Assert.DoesNotContain("value=\"allow\"", page.Html, StringComparison.Ordinal);
        Assert.Equal("access_denied", (await browser.SubmitAsync(page, "/oauth/authorize", ("decision", "allow"))).Sent()["error"]);
    }

    [Fact]
    public async Task The_app_may_ask_for_silence_a_fresh_sign_in_or_a_look()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var app = await own.RegisterAsync("tickets:read tags:read");
        using var stranger = new Browser(own);
        Assert.Equal("login_required", (await stranger.GetAsync(app.Authorize("tickets:read", ("prompt", "none")))).Is(HttpStatusCode.Found).Sent()["error"]);
        using var browser = await Browser.SignedInAsync(own, Desk.AdminEmail);
        Assert.Equal("consent_required", (await browser.GetAsync(app.Authorize("tickets:read", ("prompt", "none")))).Is(HttpStatusCode.Found).Sent()["error"]);
        (await own.ExchangeAsync(app, (await browser.DecideAsync(app.Authorize("tickets:read"))).Sent()["code"])).Is(HttpStatusCode.OK);
        var silent = (await browser.GetAsync(app.Authorize("tickets:read", ("prompt", "none")))).Is(HttpStatusCode.Found).Sent();
        (await own.ExchangeAsync(app, silent["code"])).Is(HttpStatusCode.OK);
        Assert.Equal("consent_required", (await browser.GetAsync(app.Authorize("tickets:read tags:read", ("prompt", "none")))).Is(HttpStatusCode.Found).Sent()["error"]);
        var again = (await browser.GetAsync(app.Authorize("tickets:read", ("prompt", "login")))).Is(HttpStatusCode.Found).Location!;
        Assert.EndsWith("&again=1", again, StringComparison.Ordinal);
        Assert.DoesNotContain("prompt%3Dlogin", again, StringComparison.Ordinal);
        (await browser.GetAsync(again)).Is(HttpStatusCode.OK);
        (await browser.GetAsync(app.Authorize("tickets:read", ("max_age", "3600")))).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromHours(2));
        (await browser.GetAsync(app.Authorize("tickets:read", ("max_age", "3600")))).Is(HttpStatusCode.Found);
        (await browser.GetAsync(app.Authorize("tickets:read", ("prompt", "consent")))).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("client_credentials")]
    [InlineData("password")]
    [InlineData("implicit")]
    public async Task Other_grants_are_not_offered(string grant)
    {
        var app = await desk.RegisterAsync("tickets:read");
        (await desk.PostFormAsync("/oauth/token", app.Basic, ("grant_type", grant))).IsError(HttpStatusCode.BadRequest, "unsupported_grant_type");
    }

    [Fact]
    public async Task Bodies_that_cannot_be_read_are_a_400_of_the_standard()
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var http = new HttpClient { BaseAddress = desk.Address };
        http.DefaultRequestHeaders.Authorization = app.Basic;
        foreach (var body in new[] { "", "[]", "{", "\"x\"", "{\"grant_type\":{}}", "{\"grant_type\":\"a\",\"grant_type\":\"b\"}", "null", "{\"code\":\"\\u0000\"}" })
        {
            (await http.CallAsync(HttpMethod.Post, "/oauth/token", body)).IsError(HttpStatusCode.BadRequest, "invalid_request");
        }

        using var twice = new HttpRequestMessage(HttpMethod.Post, "/oauth/token")
        {
            Content = new StringContent("grant_type=refresh_token&grant_type=refresh_token", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(twice)).StatusCode);
        using var text = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = new StringContent("grant_type=refresh_token") };
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(text)).StatusCode);
        Assert.Equal("invalid_request", (string?)JsonNode.Parse(await (await http.PostAsync("/oauth/token", null)).Content.ReadAsStringAsync())!["error"]);
    }
}
