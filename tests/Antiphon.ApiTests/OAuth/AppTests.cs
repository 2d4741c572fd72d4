using System.Net;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.OAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

public sealed class AppTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "A10")]
    public async Task The_sdk_registers_installs_rotates_and_uninstalls()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var client = desk.Client();
        var made = await client.Apps.CreateAsync(new("Sdk app", ["https://app.example/callback"], ["tickets:read"], "https://app.example/install"), cancellationToken: cancelled);
        Assert.StartsWith("https://app.example/install?account=acme", made.App.InstallUrl, StringComparison.Ordinal);
        var app = new TestApp(made.App.Id, made.App.ClientId, made.ClientSecret, "https://app.example/callback");
        await desk.ConnectAsync(app, "tickets:read");
        Assert.True((await client.Apps.GetAsync(app.Id, cancellationToken: cancelled)).IsInstalled);
        var rotated = await client.Apps.RotateSecretAsync(app.Id, new(OverlapSeconds: 0), cancellationToken: cancelled);
        (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "tickets:read"))).IsError(HttpStatusCode.Unauthorized, "invalid_client");
        using var token = desk.Bearer((string)(await desk.ConnectAsync(app with { Secret = rotated.ClientSecret }, "tickets:read"))["access_token"]!);
        (await token.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        await client.Apps.UninstallAsync(app.Id, cancellationToken: cancelled);
        (await token.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("Renamed", (await client.Apps.UpdateAsync(app.Id, new(Name: "Renamed"), cancellationToken: cancelled)).Name);
        Assert.Contains(app.Id, await client.Apps.ListAsync(new() { OrderBy = "name:asc" }, cancellationToken: cancelled).Select(item => item.Id).ToListAsync(cancelled));
        await client.Apps.DeleteAsync(app.Id, cancellationToken: cancelled);
        (await desk.Admin.GetJsonAsync($"/admin/oauth/apps/{app.Id}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_app_is_registered_with_a_secret_that_is_shown_once()
    {
        var made = (await desk.Admin.PostJsonAsync("/admin/oauth/apps", new
        {
            name = " Courier ",
            redirect_uris = new[] { "https://courier.example/cb", "https://courier.example/cb" },
            scopes = new[] { "tickets:read" },
            app_url = "https://courier.example/install",
        })).Is(HttpStatusCode.Created);
        var app = made["app"]!;
        var secret = (string)made["client_secret"]!;
        Assert.Equal("Courier", (string?)app["name"]);
        Assert.Equal("https://courier.example/install?account=acme", (string?)app["install_url"]);
        Assert.Single(app["redirect_uris"]!.AsArray());
        Assert.Equal(secret[..10], (string?)Assert.Single(app["secret_prefixes"]!.AsArray()));
        Assert.False((bool)app["is_installed"]!);
        var id = (long)app["id"]!;
        var read = (await desk.Admin.GetJsonAsync($"/admin/oauth/apps/{id}")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(secret, read.Body, StringComparison.Ordinal);
        Assert.Equal($"/admin/oauth/apps/{id}/", (string?)read["uri"]);
        var listed = (await desk.Admin.GetJsonAsync("/admin/oauth/apps?order_by=name:asc&limit=100")).Is(HttpStatusCode.OK);
        Assert.Contains(listed["data"]!.AsArray(), item => (long)item!["id"]! == id);

        var changed = (await desk.Admin.PutJsonAsync($"/admin/oauth/apps/{id}", new { name = "Courier 2", app_url = (string?)null, scopes = new[] { "tags:read" } })).Is(HttpStatusCode.Accepted);
        Assert.Equal("Courier 2", (string?)changed["name"]);
        Assert.Null(changed["install_url"]);
        Assert.Equal("tags:read", (string?)Assert.Single(changed["scopes"]!.AsArray()));
        (await desk.Admin.DeleteJsonAsync($"/admin/oauth/apps/{id}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync($"/admin/oauth/apps/{id}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_that_is_wrong_with_an_app_is_said_at_once()
    {
        var refused = (await desk.Admin.PostJsonAsync("/admin/oauth/apps", new
        {
            name = "",
            redirect_uris = new[] { "https://ok.example/", "http://plain.example/", "https://a@b.example/", "https://ok.example/#x", "myapp://cb" },
            scopes = new[] { "tickets:read", "no:such" },
            app_url = "http://plain.example",
        })).Is(HttpStatusCode.BadRequest);
        Assert.Single(refused.ErrorsAt("name"));
        Assert.Single(refused.ErrorsAt("app_url"));
        Assert.Single(refused.ErrorsAt("scopes.1"));
        for (var i = 1; i < 5; i++)
        {
            Assert.Single(refused.ErrorsAt($"redirect_uris.{i}"));
        }

        var empty = (await desk.Admin.PostJsonAsync("/admin/oauth/apps", new { })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Missing data for required field."], empty.ErrorsAt("redirect_uris"));
        Assert.Equal(["Missing data for required field."], empty.ErrorsAt("scopes"));
        var app = await desk.RegisterAsync("tickets:read");
        var nulls = (await desk.Admin.PutJsonAsync($"/admin/oauth/apps/{app.Id}", new { name = (string?)null, redirect_uris = (string?)null, scopes = (string?)null })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Field may not be null."], nulls.ErrorsAt("scopes"));
    }

    [Fact]
    public async Task A_secret_is_rotated_with_an_overlap()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var app = await own.RegisterAsync("tickets:read");
        var rotated = (await own.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/secret", new { })).Is(HttpStatusCode.Created);
        var renewed = app with { Secret = (string)rotated["client_secret"]! };
        Assert.Equal(2, rotated["app"]!["secret_prefixes"]!.AsArray().Count);
        (await own.RefreshAsync(app, "none")).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await own.RefreshAsync(renewed, "none")).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        clock.Advance(TimeSpan.FromDays(1));
        (await own.RefreshAsync(app, "none")).IsError(HttpStatusCode.Unauthorized, "invalid_client");
        (await own.RefreshAsync(renewed, "none")).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        var atOnce = (await own.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/secret", new { overlap_seconds = 0 })).Is(HttpStatusCode.Created);
        (await own.RefreshAsync(renewed, "none")).IsError(HttpStatusCode.Unauthorized, "invalid_client");
        (await own.RefreshAsync(app with { Secret = (string)atOnce["client_secret"]! }, "none")).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        (await own.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/secret", new { overlap_seconds = 604801 })).Is(HttpStatusCode.BadRequest);
        var program = await own.RegisterAsync("tickets:read", "http://127.0.0.1/cb", isPublic: true);
        (await own.Admin.PostJsonAsync($"/admin/oauth/apps/{program.Id}/secret", new { })).Is(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("row", "A10")]
    public async Task An_app_that_is_disconnected_or_deleted_can_do_nothing_from_that_moment(bool isDeleted)
    {
        var app = await desk.RegisterAsync("tickets:read");
        var tokens = await desk.ConnectAsync(app, "tickets:read offline");
        Assert.True((bool)(await desk.Admin.GetJsonAsync($"/admin/oauth/apps/{app.Id}"))["is_installed"]!);
        var code = await desk.CodeAsync(app, "tickets:read");
        using var caller = desk.Bearer((string)tokens["access_token"]!);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await (isDeleted ? desk.Admin.DeleteJsonAsync($"/admin/oauth/apps/{app.Id}") : desk.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/uninstall", null))).Is(HttpStatusCode.NoContent);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        var (status, error) = isDeleted ? (HttpStatusCode.Unauthorized, "invalid_client") : (HttpStatusCode.BadRequest, "invalid_grant");
        (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!)).IsError(status, error);
        (await desk.ExchangeAsync(app, code)).IsError(status, error);
        if (!isDeleted)
        {
            // It can be installed again, by a new approval.
            (await desk.ConnectAsync(app, "tickets:read")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    [Trait("row", "A10")]
    public async Task What_an_app_made_stops_with_it_and_nothing_else_does()
    {
        var app = await desk.RegisterAsync("integrations:read integrations:write");
        var tokens = await desk.ConnectAsync(app, "integrations:read integrations:write");
        using var caller = desk.Bearer((string)tokens["access_token"]!);
        var own = (await caller.PostJsonAsync("/api/integrations", Samples.Integration("of the app"))).Is(HttpStatusCode.Created);
        Assert.Equal(app.ClientId, (string?)own["application_id"]);
        var other = (await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("of the desk"))).Is(HttpStatusCode.Created);
        Assert.Null(other["application_id"]);
        var drawn = (await caller.PostJsonAsync("/api/widgets", Samples.Widget())).Is(HttpStatusCode.Created)["id"];
        var shown = (await desk.Admin.PostJsonAsync("/api/widgets", Samples.Widget(widget => (widget["type"], widget["app_id"]) = ("customer_external_data", app.ClientId)))).Is(HttpStatusCode.Created)["id"];
        var kept = (await desk.Admin.PostJsonAsync("/api/widgets", Samples.Widget())).Is(HttpStatusCode.Created)["id"];
        (await desk.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/uninstall", null)).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync($"/api/widgets/{drawn}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync($"/api/widgets/{shown}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync($"/api/widgets/{kept}")).Is(HttpStatusCode.OK);
        Assert.NotNull((await desk.Admin.GetJsonAsync($"/api/integrations/{(long)own["id"]!}")).Is(HttpStatusCode.OK)["deactivated_datetime"]);
        Assert.Null((await desk.Admin.GetJsonAsync($"/api/integrations/{(long)other["id"]!}")).Is(HttpStatusCode.OK)["deactivated_datetime"]);
        var events = (await desk.Admin.GetJsonAsync($"/api/events?object_type=Integration&object_id={(long)own["id"]!}&types=integration-deactivated")).Is(HttpStatusCode.OK);
        Assert.Single(events["data"]!.AsArray());
    }

    [Fact]
    [Trait("row", "A10")]
    public async Task Another_node_hears_of_it_too()
    {
        await using var node = await Node.StartAsync(desk.ConnectionString);
        var app = await desk.RegisterAsync("tickets:read");
        var token = (string)(await desk.ConnectAsync(app, "tickets:read"))["access_token"]!;
        using var there = new HttpClient { BaseAddress = node.Address };
        there.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await there.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await desk.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/uninstall", null)).Is(HttpStatusCode.NoContent);
        // The announcement is on its way; the answer changes once and for good.
        Answer answer;
        do
        {
            answer = await there.GetJsonAsync("/api/tickets");
        }
        while (answer.Status is HttpStatusCode.OK && !TestContext.Current.CancellationToken.IsCancellationRequested);
        answer.Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_app_learns_what_its_own_tokens_are_worth_and_gives_them_back()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var other = await desk.RegisterAsync("tickets:read");
        var tokens = await desk.ConnectAsync(app, "tickets:read offline");
        var access = (string)tokens["access_token"]!;
        var about = (await desk.PostFormAsync("/oauth/introspect", app.Basic, ("token", access))).Is(HttpStatusCode.OK);
        Assert.True((bool)about["active"]!);
        Assert.Equal("tickets:read offline", (string?)about["scope"]);
        Assert.Equal(Desk.AdminEmail, (string?)about["username"]);
        Assert.Equal(86400, (long)about["exp"]! - (long)about["iat"]!);
        foreach (var (client, token) in new[] { (other, access), (app, "unknown"), (app, app.Secret!) })
        {
            Assert.Equal("""{"active":false}""", (await desk.PostFormAsync("/oauth/introspect", client.Basic, ("token", token))).Is(HttpStatusCode.OK).Body);
        }

        (await desk.PostFormAsync("/oauth/introspect", null, ("token", access))).IsError(HttpStatusCode.Unauthorized, "invalid_client");

        // Another app's word does nothing, and is not told so.
        using var caller = desk.Bearer(access);
        (await desk.PostFormAsync("/oauth/revoke", other.Basic, ("token", access))).Is(HttpStatusCode.OK);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await desk.PostFormAsync("/oauth/revoke", app.Basic, ("token", access), ("token_type_hint", "refresh_token"))).Is(HttpStatusCode.OK);
        (await caller.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("""{"active":false}""", (await desk.PostFormAsync("/oauth/introspect", app.Basic, ("token", access))).Is(HttpStatusCode.OK).Body);

        // A refresh token takes the family along.
        var renewed = (await desk.RefreshAsync(app, (string)tokens["refresh_token"]!)).Is(HttpStatusCode.OK);
        using var later = desk.Bearer((string)renewed["access_token"]!);
        (await later.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.OK);
        (await desk.PostFormAsync("/oauth/revoke", app.Basic, ("token", (string)renewed["refresh_token"]!))).Is(HttpStatusCode.OK);
        (await later.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized);
        (await desk.PostFormAsync("/oauth/revoke", app.Basic, ("token", "unknown"))).Is(HttpStatusCode.OK);
        (await desk.PostFormAsync("/oauth/revoke", app.Basic)).IsError(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task What_is_over_is_deleted_and_what_detects_reuse_is_kept()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var app = await own.RegisterAsync("tickets:read");
        var tokens = await own.ConnectAsync(app, "tickets:read offline");
        (await own.RefreshAsync(app, (string)tokens["refresh_token"]!)).Is(HttpStatusCode.OK);
        await own.CodeAsync(app, "tickets:read");
        var forget = own.Services.GetRequiredService<ForgetOldTokens>();
        Assert.Equal(0, await forget.SweepAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromDays(3));
        // Two codes, two access tokens, and the approval that came to nothing.
        Assert.Equal(5, await forget.SweepAsync(CancellationToken.None));
        (await own.RefreshAsync(app, (string)tokens["refresh_token"]!)).IsError(HttpStatusCode.BadRequest, "invalid_grant");
        clock.Advance(TimeSpan.FromDays(90));
        // Two refresh tokens and the approval; the app of an admin stays.
        Assert.Equal(3, await forget.SweepAsync(CancellationToken.None));
        (await own.Admin.GetJsonAsync($"/admin/oauth/apps/{app.Id}")).Is(HttpStatusCode.OK);
    }
}
