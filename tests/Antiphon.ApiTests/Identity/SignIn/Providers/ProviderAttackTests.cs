using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

/// <summary>The ways to come in as somebody else through a provider: none does. docs/sign-in.md has the table.</summary>
[Trait("row", "J29")]
public sealed class ProviderAttackTests(ProviderDesk place) : IClassFixture<ProviderDesk>
{
    private Desk Desk => place.Desk;

    private OidcProvider Provider => place.Provider;

    [Theory]
    [InlineData("someone@evil.example")]
    [InlineData("someone@corp.example.evil.example")]
    [InlineData("someone@evilcorp.example")]
    [InlineData("someone@sub.corp.example")]
    [InlineData("someone@corp.example.")]
    [InlineData("someone@corp.exampl\u0435")]
    [InlineData("someone@evil.example@corp.example")]
    [InlineData("\"someone@evil.example\"@corp.example")]
    [InlineData("someone@corp.example@evil.example")]
    [InlineData("someone@evil.example\n@corp.example")]
    [InlineData("someone@evil.example, other@corp.example")]
    [InlineData("@corp.example")]
    [InlineData("corp.example")]
    [InlineData("someone@")]
    [InlineData("")]
    public async Task An_address_that_only_looks_like_an_allowed_one_opens_nothing(string email)
    {
        Provider.Knows($"suffix-{email.GetHashCode(StringComparison.Ordinal)}", email);
        using var browser = new Browser(Desk);
        (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        Assert.False(browser.IsSignedIn());
        Assert.Equal(0, await place.UsersAsync(email));
    }

    [Fact]
    public async Task An_address_that_nobody_has_checked_opens_nothing()
    {
        foreach (var verified in new JsonNode?[] { false, null, "false", "yes", 1, new JsonArray(true) })
        {
            Provider.Knows("unchecked", "unchecked@corp.example").Person["email_verified"] = verified;
            using var browser = new Browser(Desk);
            Assert.Contains("has checked your e-mail address", (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest).Problem(), StringComparison.Ordinal);
        }

        // What one provider says of itself is worth nothing from another.
        Provider.Knows("unchecked", "unchecked@corp.example", isVerified: false).Person["xms_edov"] = true;
        using var pretender = new Browser(Desk);
        (await pretender.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        Assert.Equal(0, await place.UsersAsync("unchecked@corp.example"));
    }

    [Fact]
    public async Task An_answer_works_once_and_in_the_browser_that_asked_for_it()
    {
        Provider.Knows("once", "once@corp.example");
        using var victim = new Browser(Desk);
        var callback = await victim.JourneyAsync(place.Id);
        // Whoever reads the address over somebody's shoulder has nothing, and neither has who gives his own answer to somebody.
        using var thief = new Browser(Desk);
        (await thief.GetAsync(callback)).Is(HttpStatusCode.BadRequest);
        await thief.JourneyAsync(place.Id);
        (await thief.GetAsync(callback)).Is(HttpStatusCode.BadRequest);
        Assert.False(thief.IsSignedIn());
        var cookies = victim.Cookies.ToDictionary();
        (await victim.GetAsync(callback)).Is(HttpStatusCode.SeeOther);
        Assert.Contains("in another browser", (await victim.GetAsync(callback)).Is(HttpStatusCode.BadRequest).Problem(), StringComparison.Ordinal);
        // With a copy of the cookies the provider does not give for the same code twice.
        using var copy = new Browser(Desk);
        cookies.ToList().ForEach(copy.Cookies.Add);
        (await copy.GetAsync(callback)).Is(HttpStatusCode.BadRequest);
        Assert.False(copy.IsSignedIn());
    }

    [Theory]
    [InlineData("state", null)]
    [InlineData("state", "")]
    [InlineData("state", "guess")]
    [InlineData("state", "e30.e30")]
    [InlineData("code", null)]
    [InlineData("code", "guess")]
    [InlineData("error", "access_denied")]
    [InlineData("iss", "https://evil.example")]
    [InlineData("iss", "")]
    public async Task An_answer_that_was_changed_on_its_way_opens_nothing(string name, string? value)
    {
        Provider.Knows("changed", "changed@corp.example");
        Provider.Back = parameters =>
        {
            parameters[name] = value;
            return parameters.Where(parameter => parameter.Value is not null).ToDictionary();
        };
        using var browser = new Browser(Desk);
        var refused = await browser.SignInWithAsync(place.Id);
        Provider.Behave();
        Assert.True(refused.Status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, refused.Html);
        Assert.False(browser.IsSignedIn());
        Assert.Equal(0, await place.UsersAsync("changed@corp.example"));
    }

    [Fact]
    public async Task A_state_is_for_its_time_and_leads_to_this_server_alone()
    {
        Provider.Knows("late", "late@corp.example");
        using var browser = new Browser(Desk);
        var callback = await browser.JourneyAsync(place.Id);
        place.Clock.Advance(TimeSpan.FromMinutes(15));
        (await browser.GetAsync(callback)).Is(HttpStatusCode.BadRequest);
        foreach (var next in new[] { "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)" })
        {
            using var other = new Browser(Desk);
            Assert.Equal("/security", (await other.SignInWithAsync(place.Id, $"?next={Uri.EscapeDataString(next)}")).Is(HttpStatusCode.SeeOther).Location);
        }
    }

    [Fact]
    public async Task One_provider_cannot_answer_for_another()
    {
        await using var evil = await OidcProvider.StartAsync(place.Clock);
        var evilId = await Desk.AddProviderAsync(evil);
        // Its discovery sends people to the honest one, to get its codes given in at the own token endpoint.
        evil.Discovery = document => document["authorization_endpoint"] = Provider.Issuer + "/authorize";
        Provider.Knows("mixed", "mixed@corp.example");
        using var browser = new Browser(Desk);
        var sent = (await browser.GetAsync($"/sign-in/with/{evilId}")).Is(HttpStatusCode.Found).Location!;
        var back = new Uri(await OidcProvider.VisitAsync(sent));
        // The way back is the evil one's own, which the honest provider does not have among its redirect URIs; here it is as careless as it can be.
        Assert.Equal($"/sign-in/with/{evilId}/callback", back.AbsolutePath);
        (await browser.GetAsync(back.PathAndQuery)).Is(HttpStatusCode.BadRequest);
        // An answer that began at one does not end at the other.
        var callback = await browser.JourneyAsync(place.Id);
        (await browser.GetAsync(callback.Replace($"/with/{place.Id}/", $"/with/{evilId}/", StringComparison.Ordinal))).Is(HttpStatusCode.BadRequest);
        // A subject is one provider's word for somebody.
        using var honest = new Browser(Desk);
        (await honest.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{evilId}", new { allowed_domains = new[] { "evil.example" } })).Is(HttpStatusCode.Accepted);
        evil.Behave();
        evil.Knows("mixed", "mixed@corp.example");
        place.Clock.Advance(TimeSpan.FromHours(1));
        using var forged = new Browser(Desk);
        (await forged.SignInWithAsync(evilId)).Is(HttpStatusCode.BadRequest);
        Assert.False(forged.IsSignedIn());

        // Where a provider says whose its answers are, one that does not say it is not its own (RFC 9207).
        await using var named = await OidcProvider.StartAsync(place.Clock);
        named.Knows("named", "named@corp.example").Discovery = document => document["authorization_response_iss_parameter_supported"] = true;
        var namedId = await Desk.AddProviderAsync(named);
        using var silent = new Browser(Desk);
        (await silent.SignInWithAsync(namedId)).Is(HttpStatusCode.BadRequest);
        named.Back = parameters => new(parameters, StringComparer.Ordinal) { ["iss"] = named.Issuer };
        (await silent.SignInWithAsync(namedId)).Is(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task What_began_in_one_account_ends_in_no_other()
    {
        await Desk.OpenAccountAsync("beta", "ada@beta.example");
        Provider.Knows("across", "across@corp.example");
        using var browser = new Browser(Desk, "acme.localhost");
        var callback = await browser.JourneyAsync(place.Id);
        using var astray = new Browser(Desk, "beta.localhost");
        browser.Cookies.ToList().ForEach(astray.Cookies.Add);
        (await astray.GetAsync(callback)).Is(HttpStatusCode.NotFound);
        (await astray.GetAsync($"/sign-in/with/{place.Id}")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain("Corp ID", (await astray.GetAsync("/sign-in")).Html, StringComparison.Ordinal);
        (await browser.GetAsync(callback)).Is(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Nobody_takes_over_or_connects_what_is_somebody_elses()
    {
        // A deactivated user, a bot and a new owner of an old address.
        await Desk.PersonAsync("gone@corp.example", isActive: false);
        await Desk.PersonAsync("robot@corp.example", role: "bot");
        foreach (var email in new[] { "gone@corp.example", "robot@corp.example" })
        {
            Provider.Knows($"of {email}", email);
            using var outside = new Browser(Desk);
            (await outside.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        }

        Provider.Knows("old-owner", "desk@corp.example");
        using var old = new Browser(Desk);
        (await old.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        Provider.Knows("new-owner", "desk@corp.example");
        using var recycled = new Browser(Desk);
        Assert.Contains("Somebody else", (await recycled.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest).Problem(), StringComparison.Ordinal);

        // Somebody is made to connect the attacker's identity: by a forged link, or signed in as him at the provider.
        var victim = await Desk.PersonAsync("connects@corp.example", "admin");
        using var browser = await Browser.SignedInAsync(Desk, "connects@corp.example");
        var link = "?connect=" + (await browser.GetAsync("/security")).Html.Split("?connect=")[1].Split('"')[0];
        foreach (var forged in new[] { "?connect=1", $"?connect={Uri.EscapeDataString((await browser.GetAsync("/security")).Form("/sign-out")["form_token"])}" })
        {
            (await browser.GetAsync($"/sign-in/with/{place.Id}{forged}")).Is(HttpStatusCode.BadRequest);
        }

        Provider.Knows("attacker", "attacker@corp.example");
        Assert.Contains("not your address", (await browser.SignInWithAsync(place.Id, link)).Is(HttpStatusCode.BadRequest).Problem(), StringComparison.Ordinal);
        // An identity that opens another user stays there.
        Provider.Knows("old-owner", "connects@corp.example");
        (await browser.SignInWithAsync(place.Id, link)).Is(HttpStatusCode.BadRequest);
        // A journey that one session began is not ended by another.
        Provider.Knows("connects", "connects@corp.example");
        var callback = await browser.JourneyAsync(place.Id, link);
        using var later = await Browser.SignedInAsync(Desk, "connects@corp.example");
        browser.Cookies["antiphon_session"] = later.Cookies["antiphon_session"];
        (await browser.GetAsync(callback)).Is(HttpStatusCode.BadRequest);
        Assert.Equal(0, await Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*) from user_identities where account_id = {Desk.Account.Id} and user_id = {victim}", row => row.GetInt64(0), CancellationToken.None)));
    }

    [Fact]
    public async Task Who_is_taken_away_or_whose_domain_is_does_not_come_back()
    {
        var provider = Provider.Knows("leaver", "leaver@corp.example");
        using var browser = new Browser(Desk);
        (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        var id = (long)(await browser.GetAsync("/api/users/0")).Answer["id"]!;
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{place.Id}", new { allowed_domains = new[] { "example.org" } })).Is(HttpStatusCode.Accepted);
        using var domain = new Browser(Desk);
        (await domain.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{place.Id}", new { allowed_domains = new[] { "corp.example", "example.org" } })).Is(HttpStatusCode.Accepted);
        (await Desk.Admin.PutJsonAsync($"/api/users/{id}", new { active = false })).Is(HttpStatusCode.Accepted);
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        using var deactivated = new Browser(Desk);
        (await deactivated.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest);
        (await Desk.Admin.DeleteJsonAsync($"/api/users/{id}")).Is(HttpStatusCode.NoContent);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{place.Id}", new { join_role = (string?)null })).Is(HttpStatusCode.Accepted);
        using var deleted = new Browser(Desk);
        Assert.Contains("Nobody here", (await deleted.SignInWithAsync(place.Id)).Is(HttpStatusCode.BadRequest).Problem(), StringComparison.Ordinal);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{place.Id}", new { join_role = "lite-agent" })).Is(HttpStatusCode.Accepted);
        (await deleted.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        var back = (await deleted.GetAsync("/api/users/0")).Answer;
        Assert.NotEqual(id, (long)back["id"]!);
        Assert.Equal("lite-agent", (string?)back["role"]!["name"]);
    }
}
