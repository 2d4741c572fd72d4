using System.Net;
using System.Text;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.OAuth;
using Antiphon.ApiTests.Users;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

/// <summary>How admins say with which providers people sign in.</summary>
[Trait("row", "J29")]
public sealed class SignInProviderTests(Desk desk) : IClassFixture<Desk>
{
    private const string Secret = "do-not-show-me";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "E09")]
    public async Task A_provider_is_made_changed_listed_and_deleted_and_its_secret_is_never_shown()
    {
        using var client = desk.Client();
        var made = await client.SignInProviders.CreateAsync(
            new() { Name = " Google ", Issuer = "https://accounts.google.com", ClientId = "antiphon", ClientSecret = Secret, AllowedDomains = ["Corp.example", "corp.EXAMPLE"], JoinRole = "agent" },
            cancellationToken: Cancelled);
        Assert.Equal(("Google", true, true, "agent"), (made.Name, made.HasClientSecret, made.Enabled, made.JoinRole));
        Assert.Equal(["corp.example"], made.AllowedDomains);
        Assert.Equal(new Uri(desk.Address, $"/sign-in/with/{made.Id}/callback").ToString(), made.RedirectUri);

        var changed = await client.SignInProviders.UpdateAsync(made.Id, new(Name: "Work", JoinRole: new(null), Enabled: false), cancellationToken: Cancelled);
        Assert.Equal(("Work", null, false, true), (changed.Name, changed.JoinRole, changed.Enabled, changed.HasClientSecret));
        changed = await client.SignInProviders.UpdateAsync(made.Id, new(ClientSecret: new(null)), cancellationToken: Cancelled);
        Assert.False(changed.HasClientSecret);
        await client.SignInProviders.UpdateAsync(made.Id, new(ClientSecret: Secret), cancellationToken: Cancelled);
        Assert.Contains(made.Id, await client.SignInProviders.ListAsync(cancellationToken: Cancelled).Select(provider => provider.Id).ToListAsync(Cancelled));

        var shown = (await desk.Admin.GetJsonAsync("/api/sign-in-providers")).Body + (await desk.Admin.GetJsonAsync("/api/audit?limit=100")).Body
            + await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
                $"select string_agg(p::text || encode(client_secret, 'escape'), '') from sign_in_providers p where account_id = {desk.Account.Id}", row => row.GetString(0), Cancelled));
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)), shown, StringComparison.Ordinal);

        await client.SignInProviders.DeleteAsync(made.Id, cancellationToken: Cancelled);
        (await desk.Admin.GetJsonAsync($"/api/sign-in-providers/{made.Id}")).Is(HttpStatusCode.NotFound);
        var acts = (await desk.AuditAsync($"object_type=SignInProvider&object_id={made.Id}")).Select(row => row.Text("action"));
        Assert.Equal(["sign-in-provider-deleted", "sign-in-provider-updated", "sign-in-provider-updated", "sign-in-provider-updated", "sign-in-provider-created"], acts);
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_field_and_all_at_once()
    {
        var wrong = (await desk.Admin.PostJsonAsync("/api/sign-in-providers", new
        {
            name = "",
            issuer = "http://id.example",
            client_id = "caf\u00E9",
            client_secret = "",
            allowed_domains = new[] { "corp.example", "*.corp.example", "localhost", "corp.example/", "b\u00FCcher.example", "@corp.example", "", "10.0.0.1" },
            join_role = "admin",
        })).Is(HttpStatusCode.BadRequest);
        foreach (var path in new[]
        {
            "name", "issuer", "client_id", "client_secret", "join_role", "allowed_domains.1", "allowed_domains.2", "allowed_domains.3", "allowed_domains.4", "allowed_domains.5", "allowed_domains.6", "allowed_domains.7",
        })
        {
            Assert.True(wrong.ErrorsAt(path).Length == 1, $"{path}: {wrong.Body}");
        }

        Assert.Empty(wrong.ErrorsAt("allowed_domains.0"));
        foreach (var issuer in new[] { "https://127.0.0.1", "https://169.254.169.254/latest", "https://id.example?x=1", "https://id.example#x", "https://user@id.example", "id.example", "file:///etc/passwd", "https://[::1]/", "https://id.example:22" })
        {
            Assert.Single((await desk.Admin.PostJsonAsync("/api/sign-in-providers", new { name = "X", issuer, client_id = "x", allowed_domains = new[] { "corp.example" } })).Is(HttpStatusCode.BadRequest).ErrorsAt("issuer"));
        }

        Assert.Equal(["Missing data for required field."], (await desk.Admin.PostJsonAsync("/api/sign-in-providers", new { name = "X", issuer = "https://id.example", client_id = "x" })).ErrorsAt("allowed_domains"));
        var id = (await desk.Admin.PostJsonAsync("/api/sign-in-providers", ValidBodies.For(typeof(CreateSignInProviderRequest)))).Is(HttpStatusCode.Created).Json.Id();
        var changed = (await desk.Admin.PutJsonAsync($"/api/sign-in-providers/{id}", new { name = (string?)null, client_id = (string?)null, allowed_domains = Array.Empty<string>(), enabled = (bool?)null })).Is(HttpStatusCode.BadRequest);
        Assert.All(["name", "client_id", "allowed_domains", "enabled"], path => Assert.Single(changed.ErrorsAt(path)));
        Assert.Single((await desk.Admin.PutJsonAsync($"/api/sign-in-providers/{id}", new { issuer = "https://other.example" })).Is(HttpStatusCode.BadRequest).ErrorsAt("issuer"));
    }

    [Fact]
    public async Task Only_people_who_are_admins_choose_who_opens_the_door()
    {
        var app = await desk.RegisterAsync("write:all");
        using var caller = await desk.AsAppAsync(app, Desk.AdminEmail, "account:read", "account:write");
        var body = ValidBodies.For(typeof(CreateSignInProviderRequest));
        var id = (await desk.Admin.PostJsonAsync("/api/sign-in-providers", body)).Is(HttpStatusCode.Created).Json.Id();
        (await caller.PostJsonAsync("/api/sign-in-providers", body)).Is(HttpStatusCode.Forbidden);
        (await caller.PutJsonAsync($"/api/sign-in-providers/{id}", new { allowed_domains = new[] { "evil.example" } })).Is(HttpStatusCode.Forbidden);
        (await caller.DeleteJsonAsync($"/api/sign-in-providers/{id}")).Is(HttpStatusCode.Forbidden);
        using var lead = await desk.AsRoleAsync("agent");
        (await lead.PostJsonAsync("/api/sign-in-providers", body)).Is(HttpStatusCode.Forbidden);
        Assert.Equal(["corp.example"], (await desk.Admin.GetJsonAsync($"/api/sign-in-providers/{id}")).Is(HttpStatusCode.OK)["allowed_domains"]!.AsArray().Select(domain => (string)domain!));
    }

    [Fact]
    public async Task Twenty_are_enough()
    {
        await using var own = await Desk.StartAsync();
        for (var n = 0; n < 20; n++)
        {
            (await own.Admin.PostJsonAsync("/api/sign-in-providers", ValidBodies.For(typeof(CreateSignInProviderRequest)))).Is(HttpStatusCode.Created);
        }

        (await own.Admin.PostJsonAsync("/api/sign-in-providers", ValidBodies.For(typeof(CreateSignInProviderRequest)))).Is(HttpStatusCode.Conflict);
    }
}
