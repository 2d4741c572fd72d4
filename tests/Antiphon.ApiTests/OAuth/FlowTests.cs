using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

public sealed class FlowTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "E11")]
    public async Task A_token_that_reads_the_tickets_of_one_account_is_worth_nothing_elsewhere()
    {
        await desk.OpenAccountAsync("elsewhere", "ada@elsewhere.example");
        var app = await desk.RegisterAsync("tickets:read tickets:write tags:read");
        var token = (string)(await desk.ConnectAsync(app, "tickets:read"))["access_token"]!;
        using var here = desk.Bearer(token, "acme.localhost");
        (await here.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await here.GetJsonAsync("/api/tags")).Is(HttpStatusCode.Forbidden);
        (await here.PostJsonAsync("/api/tickets", Samples.Ticket("token@mail.example"))).Is(HttpStatusCode.Forbidden);
        using var elsewhere = desk.Bearer(token, "elsewhere.localhost");
        (await elsewhere.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
    }

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
    [Trait("row", "A09")]
    public async Task An_access_token_lives_a_day_and_offline_brings_a_refresh_token()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var app = await own.RegisterAsync("tickets:read");
        var without = await own.ConnectAsync(app, "tickets:read");
        Assert.False(without.Json.AsObject().ContainsKey("refresh_token"));
        var tokens = await own.ConnectAsync(app, "tickets:read offline");
        using var caller = own.Bearer((string)tokens["access_token"]!);
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromMinutes(2));
        var expired = (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        Assert.Contains("error=\"invalid_token\"", expired.Header("WWW-Authenticate"), StringComparison.Ordinal);

        var renewed = (await own.RefreshAsync(app, (string)tokens["refresh_token"]!)).Is(HttpStatusCode.OK);
        Assert.NotEqual((string)tokens["refresh_token"]!, (string)renewed["refresh_token"]!);
        using var later = own.Bearer((string)renewed["access_token"]!);
        (await later.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);

        // Unused for ninety days, it is over; each use begins them anew.
        clock.Advance(TimeSpan.FromDays(89));
        renewed = (await own.RefreshAsync(app, (string)renewed["refresh_token"]!)).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromDays(90));
        (await own.RefreshAsync(app, (string)renewed["refresh_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Fact]
    public async Task A_refresh_may_ask_for_less_and_never_for_more()
    {
        var app = await desk.RegisterAsync("tickets:read tags:read macros:read");
        var tokens = await desk.ConnectAsync(app, "tickets:read tags:read offline");
        (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!, ("scope", "tickets:read macros:read"))).IsError(HttpStatusCode.BadRequest, "invalid_scope");
        var less = (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!, ("scope", "tags:read"))).Is(HttpStatusCode.OK);
        Assert.Equal("tags:read", (string?)less["scope"]);
        using var caller = desk.Bearer((string)less["access_token"]!);
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Forbidden);
        // The refresh token keeps what was granted.
        Assert.Equal("tickets:read tags:read offline", (string?)(await desk.RefreshAsync(app, (string)less["refresh_token"]!)).Is(HttpStatusCode.OK)["scope"]);
    }

    [Fact]
    [Trait("row", "A08")]
    public async Task The_deprecated_scope_is_everything_that_the_role_allows()
    {
        var app = await desk.RegisterAsync("write:all");
        var tokens = await desk.ConnectAsync(app, "write:all");
        using var caller = desk.Bearer((string)tokens["access_token"]!);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await caller.PostJsonAsync("/api/tags", new { name = "everything" })).Is(HttpStatusCode.Created);
        // Whoever is registered for everything may ask for something.
        (await desk.ConnectAsync(app, "tickets:read tags:read")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Scope_and_role_both_hold_a_token()
    {
        await desk.PersonAsync("watcher@acme.example", "observer-agent");
        var app = await desk.RegisterAsync("write:all");
        using var caller = await desk.AsAppAsync(app, "watcher@acme.example", "tags:read", "tags:write");
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        var refused = (await caller.PostJsonAsync("/api/tags", new { name = "too much" })).Is(HttpStatusCode.Forbidden);
        Assert.Equal("""{"error":{"msg":"Forbidden."}}""", refused.Body.Replace(""","data":null""", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_ends_with_its_persons_access()
    {
        var id = await desk.PersonAsync("temp@acme.example", "admin");
        var app = await desk.RegisterAsync("tickets:read");
        using var browser = await Browser.SignedInAsync(desk, "temp@acme.example");
        var code = (await browser.DecideAsync(app.Authorize("tickets:read offline"))).Sent()["code"];
        var unused = (await browser.DecideAsync(app.Authorize("tickets:read offline"))).Sent()["code"];
        var tokens = (await desk.ExchangeAsync(app, code)).Is(HttpStatusCode.OK);
        using var caller = desk.Bearer((string)tokens["access_token"]!);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await desk.Admin.PutJsonAsync($"/api/users/{id}", new { active = false })).Is(HttpStatusCode.Accepted);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await desk.ExchangeAsync(app, unused)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
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

    [Fact]
    public async Task The_account_of_a_token_is_the_one_that_issued_it()
    {
        await desk.OpenAccountAsync("beta", "ada@beta.example");
        var app = await desk.RegisterAsync("account:read");
        var tokens = await desk.ConnectAsync(app, "account:read");
        using var strayed = desk.Bearer((string)tokens["access_token"]!, "beta.localhost");
        (await strayed.GetJsonAsync("/api/account")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Secrets_codes_and_tokens_are_nowhere_in_the_database()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var code = await desk.CodeAsync(app, "tickets:read offline");
        var tokens = (await desk.ExchangeAsync(app, code)).Is(HttpStatusCode.OK);
        var everything = await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            var rows = new List<string>();
            foreach (var table in new[] { "app_secrets", "oauth_codes", "oauth_tokens", "sessions" })
            {
                rows.AddRange(await db.ListAsync(table switch
                {
                    "app_secrets" => Sql.Of($"select app_secrets::text from app_secrets where account_id = {desk.Account.Id}"),
                    "oauth_codes" => Sql.Of($"select oauth_codes::text from oauth_codes where account_id = {desk.Account.Id}"),
                    "oauth_tokens" => Sql.Of($"select oauth_tokens::text from oauth_tokens where account_id = {desk.Account.Id}"),
                    _ => Sql.Of($"select sessions::text from sessions where account_id = {desk.Account.Id}"),
                }, row => row.GetString(0), CancellationToken.None));
            }

            return string.Join('\n', rows);
        });
        Assert.Contains(TestApps.Hash((string)tokens["access_token"]!), everything, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in new[] { app.Secret!, code, (string)tokens["access_token"]!, (string)tokens["refresh_token"]! })
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
        }
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
