using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

/// <summary>What a token opens, for how long, and where it is kept.</summary>
public sealed class TokenTests(Desk desk) : IClassFixture<Desk>
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
}
