using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn;

public sealed class SignInTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "D02")]
    public async Task The_right_password_starts_a_session_that_leads_where_one_was_going()
    {
        var id = await desk.PersonAsync("right@acme.example");
        using var browser = new Browser(desk);
        var security = (await browser.GetAsync("/security")).Is(HttpStatusCode.Found);
        Assert.Equal("/sign-in?next=%2Fsecurity", security.Location);
        var page = (await browser.GetAsync("/sign-in?next=%2Fsecurity%3Fa%3D1")).Is(HttpStatusCode.OK);
        var sent = (await browser.SubmitAsync(page, "/sign-in", ("email", " RIGHT@acme.example"), ("password", Passphrase.Text))).Is(HttpStatusCode.SeeOther);
        Assert.Equal("/security?a=1", sent.Location);
        Assert.Contains("HttpOnly", sent.Answer.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", sent.Answer.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("right@acme.example", (await browser.GetAsync("/security")).Is(HttpStatusCode.OK).Html, StringComparison.Ordinal);
        Assert.Equal("/security", (await browser.GetAsync("/sign-in")).Is(HttpStatusCode.Found).Location);
        Assert.Equal(["user-logged-in"], await TypesAsync(id));
        Assert.DoesNotContain("$1000$", await HashAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_unknown_deactivated_and_bot_look_alike()
    {
        await desk.PersonAsync("known@acme.example");
        await desk.PersonAsync("left@acme.example", isActive: false);
        await desk.PersonAsync("robot@acme.example", role: "bot");
        await desk.InviteAsync("invited@acme.example");
        var answers = new List<string>();
        foreach (var (email, password) in new[]
        {
            ("known@acme.example", "wrong words"), ("nobody@acme.example", Passphrase.Text), ("left@acme.example", Passphrase.Text), ("robot@acme.example", Passphrase.Text),
            ("invited@acme.example", ""),
        })
        {
            using var browser = new Browser(desk);
            var page = await browser.GetAsync("/sign-in");
            var refused = (await browser.SubmitAsync(page, "/sign-in", ("email", email), ("password", password))).Is(HttpStatusCode.BadRequest);
            Assert.False(browser.Cookies.ContainsKey("antiphon_session"));
            answers.Add(refused.Html.Replace($"value=\"{email}\"", "", StringComparison.Ordinal).Replace(page.Form("/sign-in")["form_token"], "", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Ten_attempts_against_one_address_are_enough_whether_it_exists_or_not()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await own.PersonAsync("target@acme.example");
        foreach (var email in new[] { "target@acme.example", "nobody@acme.example" })
        {
            using var browser = new Browser(own);
            var page = await browser.GetAsync("/sign-in");
            for (var attempt = 0; attempt < 10; attempt++)
            {
                (await browser.SubmitAsync(page, "/sign-in", ("email", email), ("password", "x"))).Is(HttpStatusCode.BadRequest);
            }

            (await browser.SubmitAsync(page, "/sign-in", ("email", email.ToUpperInvariant()), ("password", Passphrase.Text))).Is(HttpStatusCode.TooManyRequests);
        }

        clock.Advance(TimeSpan.FromMinutes(15));
        using var later = new Browser(own);
        (await later.SubmitAsync(await later.GetAsync("/sign-in"), "/sign-in", ("email", "target@acme.example"), ("password", Passphrase.Text))).Is(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Attempts_of_one_source_are_counted_with_its_failed_logins()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.Sources.Add(
            new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = [new("Limits:FailedLogins", "2")] }));
        using var browser = new Browser(own);
        var page = await browser.GetAsync("/sign-in");
        (await browser.SubmitAsync(page, "/sign-in", ("email", "a@acme.example"), ("password", "x"))).Is(HttpStatusCode.BadRequest);
        (await browser.SubmitAsync(page, "/sign-in", ("email", "b@acme.example"), ("password", "x"))).Is(HttpStatusCode.BadRequest);
        var held = (await browser.SubmitAsync(page, "/sign-in", ("email", "c@acme.example"), ("password", "x"))).Is(HttpStatusCode.TooManyRequests);
        Assert.InRange(int.Parse(held.Answer.Header("Retry-After")!), 1, 60);
        (await own.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task Nobody_is_led_to_another_host(string next)
    {
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var led = (await browser.GetAsync($"/sign-in?next={Uri.EscapeDataString(next)}")).Is(HttpStatusCode.Found);
        Assert.Equal("/security", led.Location);
    }

    [Fact]
    public async Task A_form_of_another_site_or_browser_signs_nobody_in()
    {
        await desk.PersonAsync("forged@acme.example");
        using var browser = new Browser(desk);
        var page = await browser.GetAsync("/sign-in");
        var fields = page.Form("/sign-in");
        fields["email"] = "forged@acme.example";
        fields["password"] = Passphrase.Text;
        (await browser.PostAsync("/sign-in", fields, ("Sec-Fetch-Site", "cross-site"))).Is(HttpStatusCode.BadRequest);
        (await browser.PostAsync("/sign-in", fields, ("Sec-Fetch-Site", "same-site"))).Is(HttpStatusCode.BadRequest);
        (await browser.PostAsync("/sign-in", fields, ("Origin", "https://evil.example"))).Is(HttpStatusCode.BadRequest);
        (await browser.PostAsync("/sign-in", fields, ("Origin", "null"))).Is(HttpStatusCode.BadRequest);
        using var other = new Browser(desk);
        await other.GetAsync("/sign-in");
        (await other.PostAsync("/sign-in", fields)).Is(HttpStatusCode.BadRequest);
        (await browser.PostAsync("/sign-in", fields, ("Origin", desk.Address.GetLeftPart(UriPartial.Authority)))).Is(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Pages_cannot_be_framed_cached_or_scripted()
    {
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        foreach (var path in new[] { "/sign-in?again=1", "/password-reset", "/security" })
        {
            var page = (await browser.GetAsync(path)).Is(HttpStatusCode.OK);
            Assert.Equal("DENY", page.Answer.Header("X-Frame-Options"));
            Assert.Contains("frame-ancestors 'none'", page.Answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", page.Answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Equal("no-store", page.Answer.Header("Cache-Control"));
            Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal("text/css; charset=utf-8", (await browser.GetAsync("/sign-in/pages.css")).Is(HttpStatusCode.OK).Answer.Header("Content-Type"));
    }

    [Fact]
    public async Task Over_https_cookies_are_bound_to_the_host()
    {
        await desk.PersonAsync("https@acme.example");
        using var browser = new Browser(desk);
        browser.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var page = await browser.GetAsync("/sign-in");
        Assert.Contains("secure", page.Answer.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
        var sent = (await browser.SubmitAsync(page, "/sign-in", ("email", "https@acme.example"), ("password", Passphrase.Text))).Is(HttpStatusCode.SeeOther);
        var cookie = sent.Answer.Header("Set-Cookie")!;
        Assert.StartsWith("__Host-antiphon_session=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_stranger_types_is_shown_as_text()
    {
        using var browser = new Browser(desk);
        var refused = await browser.SubmitAsync(await browser.GetAsync("/sign-in?next=/%22%3E%3Cb%3E"), "/sign-in", ("email", "\"><script>alert(1)</script>"), ("password", "x"));
        Assert.DoesNotContain("<script", refused.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", refused.Html, StringComparison.Ordinal);
    }

    private async Task<string[]> TypesAsync(long userId) => await desk.InScopeAsync(async services =>
    {
        var types = await services.GetRequiredService<DeskDb>().ListAsync(
            $"select type from events where account_id = {desk.Account.Id} and object_type = 'User' and object_id = {userId} and user_id = {userId} order by id", row => row.GetString(0), CancellationToken.None);
        return types.ToArray();
    });

    private Task<string> HashAsync(long userId) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select password_hash from users where account_id = {desk.Account.Id} and id = {userId}", row => row.GetString(0), CancellationToken.None));
}
