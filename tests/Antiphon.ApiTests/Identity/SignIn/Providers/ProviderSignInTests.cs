using System.Net;
using System.Text;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

[Trait("row", "J29")]
public sealed class ProviderSignInTests(ProviderDesk place) : IClassFixture<ProviderDesk>
{
    private Desk Desk => place.Desk;

    private OidcProvider Provider => place.Provider;

    [Fact]
    public async Task Who_comes_from_an_allowed_domain_joins_with_the_given_role_and_is_the_same_user_the_next_time()
    {
        Provider.Knows("join-1", "Robin@Corp.Example");
        using var browser = new Browser(Desk);
        var page = (await browser.GetAsync("/sign-in?next=%2Fsecurity%3Fa%3D1")).Is(HttpStatusCode.OK);
        Assert.Contains($"href=\"/sign-in/with/{place.Id}?next=%2Fsecurity%3Fa%3D1\">Sign in with Corp ID</a>", page.Html, StringComparison.Ordinal);
        var arrived = (await browser.SignInWithAsync(place.Id, "?next=%2Fsecurity%3Fa%3D1")).Is(HttpStatusCode.SeeOther);
        Assert.Equal("/security?a=1", arrived.Location);
        Assert.Contains("samesite=lax", arrived.Answer.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
        var me = (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK).Answer;
        Assert.Equal(("Robin Vale", "Robin@Corp.Example", "basic-agent", false), ((string?)me["name"], (string?)me["email"], (string?)me["role"]!["name"], (bool)me["has_password"]!));

        using var other = new Browser(Desk);
        Provider.Knows("join-1", "renamed@elsewhere.example", isVerified: false);
        (await other.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        Assert.Equal((long)me["id"]!, (long)(await other.GetAsync("/api/users/0")).Answer["id"]!);
        Assert.Equal(["user-created", "user-logged-in", "user-logged-in"], await TypesAsync((long)me["id"]!));
        var joined = Assert.Single(await Desk.AuditAsync($"actions=user-created&object_type=User&object_id={me["id"]}"));
        Assert.Equal(("127.0.0.1", place.Id), (joined.Text("address"), (long)joined["data"]!["joined_with"]!));
        Assert.Equal(place.Id, (long)Assert.Single(await Desk.AuditAsync($"actions=sign-in-connected&object_type=User&object_id={me["id"]}"))["data"]!["provider"]!);
        Assert.Equal(Convert.ToBase64String(Encoding.ASCII.GetBytes("antiphon-at-corp:s3cret+with+space+%26+sign%2B")), Provider.LastAuthorization!["Basic ".Length..]);
    }

    [Fact]
    public async Task Who_has_no_password_is_found_by_the_checked_address_and_who_has_one_connects_it_themselves()
    {
        var invited = await Desk.InviteAsync("invited@corp.example", "agent");
        Provider.Knows("invited-1", "INVITED@corp.example");
        using var first = new Browser(Desk);
        (await first.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        Assert.Equal(invited.Id(), (long)(await first.GetAsync("/api/users/0")).Answer["id"]!);
        Assert.Equal("agent", (string?)(await first.GetAsync("/api/users/0")).Answer["role"]!["name"]);

        var owner = await Desk.PersonAsync("secured@corp.example", "admin");
        Provider.Knows("secured-1", "secured@corp.example");
        using var browser = new Browser(Desk);
        Assert.Contains("has a password here", (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest).Problem(), StringComparison.Ordinal);
        Assert.False(browser.IsSignedIn());
        Assert.Equal("provider-has-password", (string?)Assert.Single(await Desk.AuditAsync($"actions=sign-in-failed&object_type=User&object_id={owner}"))["data"]!["reason"]);

        using var own = await Browser.SignedInAsync(Desk, "secured@corp.example");
        var link = LinkOf((await own.GetAsync("/security")).Html);
        Assert.Equal("/security", (await own.SignInWithAsync(place.Id, link)).Is(HttpStatusCode.SeeOther).Location);
        (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        Assert.Equal(owner, (long)(await browser.GetAsync("/api/users/0")).Answer["id"]!);

        var connected = await own.GetAsync("/security");
        (await own.SubmitAsync(connected, "/security/providers/disconnect")).Is(HttpStatusCode.SeeOther);
        using var after = new Browser(Desk);
        (await after.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        Assert.Single(await Desk.AuditAsync($"actions=sign-in-disconnected&object_type=User&object_id={owner}"));
    }

    [Fact]
    [Trait("row", "J28")]
    public async Task The_second_factor_stays_as_it_was()
    {
        Provider.Knows("two-1", "two@corp.example");
        using var browser = new Browser(Desk);
        (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        await Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync($"update users set has_2fa = true where account_id = {Desk.Account.Id} and email = 'two@corp.example'", CancellationToken.None));
        using var second = new Browser(Desk);
        Assert.Equal("/sign-in/code?next=%2Fsecurity", (await second.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther).Location);
        (await second.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task New_keys_of_a_provider_are_found_once_a_minute_and_both_kinds_of_keys_are_read()
    {
        Provider.Knows("keys-1", "keys@corp.example");
        place.Clock.Advance(TimeSpan.FromHours(1));
        using var browser = new Browser(Desk);
        (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        foreach (var key in new[] { OidcKey.NewCurve("curve"), OidcKey.NewRsa("pss", "PS256"), OidcKey.NewRsa("first") })
        {
            var lookups = Provider.KeyLookups;
            Provider.Keys.Insert(0, key);
            Provider.Keys[1].Dispose();
            Provider.Keys.RemoveAt(1);
            using var early = new Browser(Desk);
            (await early.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
            Assert.Equal(lookups, Provider.KeyLookups);
            place.Clock.Advance(TimeSpan.FromMinutes(1));
            using var later = new Browser(Desk);
            (await later.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
            Assert.Equal(lookups + 1, Provider.KeyLookups);
        }
    }

    [Fact]
    public async Task Clocks_may_be_two_minutes_apart_and_no_more()
    {
        Provider.Knows("clock-1", "clock@corp.example");
        foreach (var (seconds, status) in new[] { (-119, HttpStatusCode.SeeOther), (119, HttpStatusCode.SeeOther), (125, HttpStatusCode.BadRequest) })
        {
            Provider.Claims = claims => (claims["iat"], claims["exp"]) = ((long)claims["iat"]! + seconds, (long)claims["exp"]! + Math.Min(0, seconds - 300));
            using var browser = new Browser(Desk);
            (await browser.SignInWithAsync(place.Id)).Is(status);
        }

        Provider.Behave();
    }

    [Fact]
    public async Task What_a_provider_says_of_an_address_elsewhere_than_in_its_token_is_found()
    {
        Provider.Knows("slim-1", "slim@corp.example");
        Provider.Claims = claims => Array.ForEach(["email", "email_verified", "name"], name => claims.Remove(name));
        using var browser = new Browser(Desk);
        (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        Assert.Equal("slim@corp.example", (string?)(await browser.GetAsync("/api/users/0")).Answer["email"]);

        Provider.Knows("slim-2", "slim2@corp.example").UserInfo = new() { ["sub"] = "slim-3", ["email"] = "slim2@corp.example", ["email_verified"] = true };
        using var mixed = new Browser(Desk);
        (await mixed.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        Provider.Behave();
    }

    [Fact]
    public async Task A_secret_goes_where_the_provider_wants_it_and_none_where_there_is_none()
    {
        await using var post = await OidcProvider.StartAsync(place.Clock);
        post.Discovery = document => document["token_endpoint_auth_methods_supported"] = new System.Text.Json.Nodes.JsonArray("client_secret_post");
        var id = await Desk.AddProviderAsync(post);
        post.Knows("post-1", "post@corp.example");
        using var browser = new Browser(Desk);
        (await browser.SignInWithAsync(id)).Is(HttpStatusCode.SeeOther);
        Assert.Equal((OidcProvider.ClientSecret, (string?)null), (post.LastForm["client_secret"], post.LastAuthorization));

        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{id}", new { client_secret = (string?)null })).Is(HttpStatusCode.Accepted);
        using var without = new Browser(Desk);
        (await without.SignInWithAsync(id)).Is(HttpStatusCode.BadRequest);
        Assert.Equal((OidcProvider.ClientId, false), (post.LastForm["client_id"], post.LastForm.ContainsKey("client_secret")));
    }

    [Fact]
    public async Task A_provider_that_is_off_unreachable_or_another_one_is_no_way_in()
    {
        var provider = await OidcProvider.StartAsync(place.Clock);
        var id = await Desk.AddProviderAsync(provider);
        using var browser = new Browser(Desk);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{id}", new { enabled = false })).Is(HttpStatusCode.Accepted);
        (await browser.GetAsync($"/sign-in/with/{id}")).Is(HttpStatusCode.NotFound);
        (await browser.GetAsync($"/sign-in/with/{id}/callback?code=x&state=y")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain($"/sign-in/with/{id}?", (await browser.GetAsync("/sign-in")).Html, StringComparison.Ordinal);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{id}", new { enabled = true })).Is(HttpStatusCode.Accepted);
        foreach (var spoil in new Action<System.Text.Json.Nodes.JsonObject>[]
        {
            document => document["issuer"] = provider.Issuer + "/",
            document => document["issuer"] = "https://accounts.google.com",
            document => document.Remove("jwks_uri"),
            document => document["authorization_endpoint"] = "javascript:alert(1)",
            document => document["token_endpoint"] = "ftp://127.0.0.1/token",
        })
        {
            provider.Discovery = spoil;
            (await browser.GetAsync($"/sign-in/with/{id}")).Is(HttpStatusCode.ServiceUnavailable);
            place.Clock.Advance(TimeSpan.FromSeconds(11));
        }

        await provider.DisposeAsync();
        (await browser.GetAsync($"/sign-in/with/{id}")).Is(HttpStatusCode.ServiceUnavailable);
        (await Desk.Admin.DeleteJsonAsync($"/api/sign-in-providers/{id}")).Is(HttpStatusCode.NoContent);
        (await browser.GetAsync($"/sign-in/with/{id}")).Is(HttpStatusCode.NotFound);
    }

    private static string LinkOf(string html) => WebUtility.HtmlDecode("?connect=" + html.Split("?connect=")[1].Split('"')[0]);

    private Task<List<string>> TypesAsync(long userId) => Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
        $"select type from events where account_id = {Desk.Account.Id} and object_id = {userId} and object_type = 'User' order by id", row => row.GetString(0), CancellationToken.None));
}
