using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.ApiTests.OAuth;
using Antiphon.ApiTests.Users;

namespace Antiphon.ApiTests.Audit;

/// <summary>The ways to more rights than somebody has: each is refused, and each leaves a row in the audit log. docs/audit.md has the table.</summary>
[Trait("row", "E21")]
[Trait("row", "J27")]
public sealed class EscalationTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_user_who_raises_their_own_role_is_refused_and_audited()
    {
        var id = await desk.PersonAsync("climber@acme.example", "basic-agent");
        using var caller = await desk.WithKeyAsync("climber@acme.example");
        foreach (var path in new[] { "/api/users/0", $"/api/users/{id}" })
        {
            (await caller.PutJsonAsync(path, new { role = new { name = "admin" } })).Is(HttpStatusCode.Forbidden);
        }

        Assert.Equal("basic-agent", (string?)(await desk.Admin.GetJsonAsync($"/api/users/{id}"))["role"]!["name"]);
        var rows = await RefusedAsync("request-refused", id);
        Assert.Equal(["0", $"{id}"], rows.Select(row => (string?)row["data"]!["id"]).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(("PUT", "/api/users/{id:long}", "basic-agent", "api-key"), ((string?)row["data"]!["method"], Route(row), (string?)row["data"]!["role"], row.Text("actor"))));
    }

    [Fact]
    public async Task A_user_who_gives_themselves_a_key_of_an_admin_is_refused_and_audited()
    {
        var id = await desk.PersonAsync("locksmith@acme.example", "agent");
        using var caller = await desk.WithKeyAsync("locksmith@acme.example");
        (await caller.PostJsonAsync("/api/keys", new { name = "Borrowed", user = new { id = desk.Account.OwnerUserId } })).Is(HttpStatusCode.Forbidden);
        Assert.Equal("/api/keys", Route(Assert.Single(await RefusedAsync("request-refused", id))));
    }

    [Fact]
    public async Task An_app_that_makes_itself_a_key_is_refused_and_audited()
    {
        var id = await desk.PersonAsync("approver@acme.example", "admin");
        var app = await desk.RegisterAsync("write:all");
        using var caller = await desk.AsAppAsync(app, "approver@acme.example", "write:all");
        (await caller.PostJsonAsync("/api/keys", new { name = "Outlives the app" })).Is(HttpStatusCode.Forbidden);
        var row = Assert.Single(await RefusedAsync("request-refused", id));
        Assert.Equal(("app", app.Id), (row.Text("actor"), (long?)row["actor_id"]));
    }

    [Fact]
    public async Task An_app_that_widens_its_scopes_on_refresh_is_refused_and_audited()
    {
        var app = await desk.RegisterAsync("tickets:read users:write");
        var tokens = await desk.ConnectAsync(app, "tickets:read offline");
        (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!, ("scope", "tickets:read users:write"))).IsError(HttpStatusCode.BadRequest, "invalid_scope");
        var row = Assert.Single(await RefusedAsync("scopes-refused", desk.Account.OwnerUserId!.Value));
        Assert.Equal(("app", app.Id, "users:write"), (row.Text("actor"), (long?)row["actor_id"], (string?)row["data"]!["beyond"]));
        // The token is not spent by it.
        (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_app_that_goes_beyond_its_scopes_is_refused_and_audited()
    {
        var id = await desk.PersonAsync("scoped@acme.example", "admin");
        var app = await desk.RegisterAsync("tickets:read users:write");
        using var caller = await desk.AsAppAsync(app, "scoped@acme.example", "tickets:read");
        (await caller.PostJsonAsync("/api/users", new { email = "mole@acme.example", name = "Mole", role = new { name = "admin" } })).Is(HttpStatusCode.Forbidden);
        Assert.Equal("/api/users", Route(Assert.Single(await RefusedAsync("request-refused", id))));
    }

    [Fact]
    public async Task A_key_of_a_deactivated_user_is_refused_and_audited()
    {
        var user = await desk.InviteAsync("former@store.example", "admin");
        using var caller = await desk.WithKeyAsync("former@store.example");
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { active = false })).Is(HttpStatusCode.Accepted);
        (await caller.PostJsonAsync("/api/users", new { email = "back@acme.example", name = "Back", role = new { name = "admin" } })).Is(HttpStatusCode.Unauthorized);
        var row = Assert.Single(await RefusedAsync("api-key-refused", user.Id()));
        Assert.Equal(("user-deactivated", "ApiKey", "127.0.0.1"), ((string?)row["data"]!["reason"], row.Text("object_type"), row.Text("address")));
    }

    [Fact]
    public async Task A_revoked_key_and_a_token_of_a_revoked_approval_are_refused_and_audited()
    {
        var id = await desk.PersonAsync("revoked@acme.example");
        using var caller = await desk.WithKeyAsync("revoked@acme.example");
        var key = (await desk.Admin.GetJsonAsync("/api/keys?limit=100"))["data"]!.AsArray().Single(line => (long)line!["user"]!["id"]! == id)!.Id();
        (await desk.Admin.DeleteJsonAsync($"/api/keys/{key}")).Is(HttpStatusCode.NoContent);
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("revoked", (string?)Assert.Single(await RefusedAsync("api-key-refused", id))["data"]!["reason"]);

        var app = await desk.RegisterAsync("tickets:read");
        using var token = await desk.AsAppAsync(app, "revoked@acme.example", "tickets:read");
        (await desk.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/uninstall", null)).Is(HttpStatusCode.NoContent);
        (await token.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("revoked", (string?)Assert.Single(await RefusedAsync("token-refused", id))["data"]!["reason"]);
    }

    [Fact]
    public async Task A_session_after_a_change_of_password_is_refused_and_audited()
    {
        var id = await desk.PersonAsync("changer@acme.example", "admin");
        using var thief = await Browser.SignedInAsync(desk, "changer@acme.example");
        (await thief.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        using var caller = await desk.WithKeyAsync("changer@acme.example");
        (await caller.PutJsonAsync("/api/users/0", new { old_password = Passphrase.Text, new_password = People.Password })).Is(HttpStatusCode.Accepted);
        (await thief.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("password-changed", (string?)Assert.Single(await RefusedAsync("session-refused", id))["data"]!["reason"]);
    }

    [Fact]
    public async Task A_cookie_of_another_account_is_refused_and_audited_where_it_came_to()
    {
        await using var own = await Desk.StartAsync();
        var beta = await own.OpenAccountAsync("beta", "ada@beta.example");
        using var browser = await Browser.SignedInAsync(own, Desk.AdminEmail, "acme.localhost");
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        using var astray = new Browser(own, "beta.localhost");
        astray.Cookies["antiphon_session"] = browser.Cookies["antiphon_session"];
        (await astray.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        using var admin = own.Caller("ada@beta.example", beta.ApiKey, "beta.localhost");
        var row = Assert.Single((await admin.GetJsonAsync("/api/audit?actions=session-refused"))["data"]!.AsArray())!;
        Assert.Equal(("unknown", null, "127.0.0.1"), ((string?)row["data"]!["reason"], (long?)row["user_id"], row.Text("address")));
        Assert.Empty(await own.AuditAsync("actions=session-refused"));
    }

    [Fact]
    public async Task A_call_that_another_site_forges_is_refused_and_audited()
    {
        var id = await desk.PersonAsync("forged@acme.example", "admin");
        using var browser = await Browser.SignedInAsync(desk, "forged@acme.example");
        (await browser.CallAsync(HttpMethod.Post, "/api/users", JsonContent.Create(new { email = "mole@acme.example" }), ("Sec-Fetch-Site", "cross-site"))).Is(HttpStatusCode.Forbidden);
        Assert.Equal("user", Assert.Single(await RefusedAsync("request-refused", id)).Text("actor"));
    }

    [Fact]
    public async Task The_same_refusal_is_written_once_a_minute()
    {
        var id = await desk.PersonAsync("stubborn@acme.example", "observer-agent");
        using var caller = await desk.WithKeyAsync("stubborn@acme.example");
        for (var n = 0; n < 20; n++)
        {
            (await caller.PostJsonAsync("/api/tags", new { name = "mine" })).Is(HttpStatusCode.Forbidden);
        }

        Assert.Single(await RefusedAsync("request-refused", id));
    }

    [Fact]
    public async Task Strangers_cannot_fill_the_log()
    {
        await using var own = await Desk.StartAsync();
        for (var n = 0; n < 70; n++)
        {
            using var astray = new Browser(own);
            astray.Cookies["antiphon_session"] = $"guess-{n}";
            (await astray.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        }

        // One address, one reason: one row.
        Assert.Single(await own.AuditAsync("actions=session-refused"));
    }

    private static string? Route(JsonNode row) => "/" + ((string?)row["data"]!["route"])?.TrimStart('/');

    private Task<IReadOnlyList<JsonNode>> RefusedAsync(string action, long userId) => desk.AuditAsync($"actions={action}&user_ids={userId}");
}
