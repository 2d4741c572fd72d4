using System.Text.Json.Nodes;
using Antiphon.ApiTests.Clients;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;

namespace Antiphon.ApiTests.OAuth;

/// <summary>Programs that others wrote: a client library, and a browser.</summary>
public sealed class ForeignClientTests(Desk desk) : IClassFixture<Desk>
{
    private string Program(string name) => Path.Combine(ClientPackages.Home, "oauth", name);

    [Fact]
    [Trait("row", "A07")]
    [Trait("row", "A09")]
    [Trait("row", "D02")]
    public async Task An_unmodified_client_library_signs_in_renews_and_gives_back()
    {
        var app = await desk.RegisterAsync("tickets:read");
        using var admin = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var seen = await Tool.RunAsync(
            ClientPackages.Home,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ANTIPHON_URL"] = desk.Address.GetLeftPart(UriPartial.Authority),
                ["ANTIPHON_SESSION"] = admin.Cookies["antiphon_session"],
                ["CLIENT_ID"] = app.ClientId,
                ["CLIENT_SECRET"] = app.Secret!,
                ["REDIRECT_URI"] = app.RedirectUri,
            },
            "node",
            Program("flow.mjs"));
        Assert.Equal("ada@acme.example true Ada Lind 200 true false invalid_grant 200 bearer", seen.Trim());
    }

    [Fact]
    public async Task The_pages_work_by_keyboard_without_script_and_are_accessible()
    {
        await desk.PersonAsync("keys@acme.example", "admin");
        var app = await desk.RegisterAsync("tickets:read tags:write", "http://127.0.0.1/callback", isPublic: true);
        var seen = JsonNode.Parse(await Tool.RunAsync(
            ClientPackages.Home,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ANTIPHON_URL"] = desk.Address.GetLeftPart(UriPartial.Authority),
                ["AUTHORIZE_URL"] = new Uri(desk.Address, app.Authorize("tickets:read offline", TestApps.WithChallenge)).ToString(),
                ["EMAIL"] = "keys@acme.example",
                ["PASSWORD"] = Passphrase.Text,
            },
            "node",
            Program("pages.mjs")))!;
        Assert.Empty(seen["complaints"]!.AsArray());
        Assert.Equal(["Read all tickets, messages and views tickets:read", "Keep this access while you are away, until the app is disconnected offline"], seen["scopes"]!.AsArray().Select(scope => (string?)scope));
        Assert.True((bool)seen["code"]!);
        Assert.Equal(TestApps.State, (string?)seen["state"]);
    }
}
