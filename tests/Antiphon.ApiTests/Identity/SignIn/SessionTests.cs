using System.Net;
using System.Net.Http.Json;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Data;
using Antiphon.Identity.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn;

public sealed class SessionTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_session_reads_the_api_with_its_persons_role()
    {
        await desk.PersonAsync("reader@acme.example", "observer-agent");
        using var browser = await Browser.SignedInAsync(desk, "reader@acme.example");
        Assert.Equal("reader@acme.example", (string?)(await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK).Answer["email"]);
        var session = (await browser.GetAsync("/session")).Is(HttpStatusCode.OK).Answer;
        Assert.Equal("observer-agent", (string?)session["user"]!["role"]);
        var refused = await browser.CallAsync(HttpMethod.Post, "/api/tags", JsonContent.Create(new { name = "mine" }), ("X-CSRF-Token", (string)session["csrf_token"]!), ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal("Forbidden.", (string?)refused.Is(HttpStatusCode.Forbidden).Answer["error"]!["msg"]);
    }

    [Fact]
    public async Task A_session_changes_something_only_with_the_token_of_its_own_page()
    {
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var token = (string)(await browser.GetAsync("/session")).Is(HttpStatusCode.OK).Answer["csrf_token"]!;
        var other = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var foreign = (string)(await other.GetAsync("/session")).Answer["csrf_token"]!;
        foreach (var headers in new (string, string)[][]
        {
            [],
            [("X-CSRF-Token", "guess")],
            [("X-CSRF-Token", foreign)],
            [("X-CSRF-Token", token), ("Sec-Fetch-Site", "cross-site")],
            [("X-CSRF-Token", token), ("Origin", "https://evil.example")],
        })
        {
            var refused = (await browser.CallAsync(HttpMethod.Post, "/api/tags", JsonContent.Create(new { name = "forged" }), headers)).Is(HttpStatusCode.Forbidden);
            Assert.Contains("X-CSRF-Token", (string?)refused.Answer["error"]!["msg"], StringComparison.Ordinal);
        }

        (await browser.CallAsync(HttpMethod.Post, "/api/tags", JsonContent.Create(new { name = "by session" }), ("X-CSRF-Token", token), ("Sec-Fetch-Site", "same-origin"))).Is(HttpStatusCode.Created);
        other.Dispose();
    }

    [Fact]
    public async Task Credentials_in_the_header_win_over_a_cookie_and_a_wrong_one_is_not_saved_by_it()
    {
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        (await browser.CallAsync(HttpMethod.Get, "/api/users/0", null, ("Authorization", "Basic bm9ib2R5Om5vdGhpbmc="))).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one()
    {
        await desk.PersonAsync("two@acme.example");
        await desk.PersonAsync("stranger@acme.example");
        using var here = await Browser.SignedInAsync(desk, "two@acme.example");
        using var there = await Browser.SignedInAsync(desk, "two@acme.example");
        using var stranger = await Browser.SignedInAsync(desk, "stranger@acme.example");
        (await there.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var page = (await here.GetAsync("/security")).Is(HttpStatusCode.OK);
        Assert.Contains("TestBrowser/1.0", page.Html, StringComparison.Ordinal);
        var form = page.Form("/security/sessions/end");

        // Another person's session is not there to be ended.
        var own = (await stranger.GetAsync("/security")).Form("/sign-out");
        (await stranger.PostAsync("/security/sessions/end", new Dictionary<string, string> { ["form_token"] = own["form_token"], ["session"] = form["session"] })).Is(HttpStatusCode.SeeOther);
        (await there.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);

        (await here.PostAsync("/security/sessions/end", form)).Is(HttpStatusCode.SeeOther);
        (await there.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        (await here.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("/security/sessions/end", (await here.GetAsync("/security")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        var id = await desk.PersonAsync("out@acme.example");
        using var browser = await Browser.SignedInAsync(desk, "out@acme.example");
        var stolen = browser.Cookies["antiphon_session"];
        (await browser.SubmitAsync(await browser.GetAsync("/security"), "/sign-out")).Is(HttpStatusCode.SeeOther);
        Assert.False(browser.Cookies.ContainsKey("antiphon_session"));
        browser.Cookies["antiphon_session"] = stolen;
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/session")).Is(HttpStatusCode.Unauthorized);
        var types = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select type from events where account_id = {desk.Account.Id} and user_id = {id} order by id", row => row.GetString(0), CancellationToken.None));
        Assert.Equal(["user-logged-in", "user-logged-out"], types);
    }

    [Fact]
    public async Task Signing_in_again_ends_the_browsers_earlier_session()
    {
        await desk.PersonAsync("again@acme.example");
        using var browser = await Browser.SignedInAsync(desk, "again@acme.example");
        var before = browser.Cookies["antiphon_session"];
        (await browser.SubmitAsync(await browser.GetAsync("/sign-in?again=1"), "/sign-in", ("email", "again@acme.example"), ("password", Passphrase.Text))).Is(HttpStatusCode.SeeOther);
        Assert.NotEqual(before, browser.Cookies["antiphon_session"]);
        using var old = new Browser(desk);
        old.Cookies["antiphon_session"] = before;
        (await old.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_with_its_persons_access_and_with_a_new_password()
    {
        var id = await desk.PersonAsync("leaving@acme.example");
        using var first = await Browser.SignedInAsync(desk, "leaving@acme.example");
        (await first.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        (await desk.Admin.PutJsonAsync($"/api/users/{id}", new { active = false })).Is(HttpStatusCode.Accepted);
        (await first.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);

        await desk.PersonAsync("changing@acme.example");
        using var here = await Browser.SignedInAsync(desk, "changing@acme.example");
        using var there = await Browser.SignedInAsync(desk, "changing@acme.example");
        (await there.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var token = (string)(await here.GetAsync("/session")).Answer["csrf_token"]!;
        (await here.CallAsync(
            HttpMethod.Put, "/api/users/0", JsonContent.Create(new { old_password = Passphrase.Text, new_password = People.Password }), ("X-CSRF-Token", token), ("Sec-Fetch-Site", "same-origin"))).Is(HttpStatusCode.Accepted);
        (await here.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        (await there.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_role_that_changes_changes_in_the_session_too()
    {
        var id = await desk.PersonAsync("promoted@acme.example", "observer-agent");
        using var browser = await Browser.SignedInAsync(desk, "promoted@acme.example");
        var token = (string)(await browser.GetAsync("/session")).Answer["csrf_token"]!;
        Task<Page> TagAsync() => browser.CallAsync(HttpMethod.Post, "/api/tags", JsonContent.Create(new { name = "promoted" }), ("X-CSRF-Token", token));
        (await TagAsync()).Is(HttpStatusCode.Forbidden);
        (await desk.Admin.PutJsonAsync($"/api/users/{id}", new { role = new { name = "agent" } })).Is(HttpStatusCode.Accepted);
        (await TagAsync()).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_session_is_over_after_a_week_unused_and_after_thirty_days_in_any_case()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var used = await Browser.SignedInAsync(own, Desk.AdminEmail);
        using var unused = await Browser.SignedInAsync(own, Desk.AdminEmail);
        for (var day = 6; day < 30; day += 6)
        {
            clock.Advance(TimeSpan.FromDays(6));
            (await used.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        }

        (await unused.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        clock.Advance(TimeSpan.FromDays(6));
        (await used.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        Assert.Equal(2, await own.Services.GetRequiredService<ForgetOldSignIns>().SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_session_of_one_account_is_nothing_in_another()
    {
        await desk.OpenAccountAsync("beta", "ada@beta.example");
        using var browser = await Browser.SignedInAsync(desk, "ada@beta.example", "beta.localhost");
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        using var strayed = new Browser(desk, "acme.localhost");
        strayed.Cookies["antiphon_session"] = browser.Cookies["antiphon_session"];
        (await strayed.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
    }
}
