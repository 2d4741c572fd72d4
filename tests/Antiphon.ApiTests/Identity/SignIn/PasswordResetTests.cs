using System.Net;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Channels;
using Antiphon.Channels.Outbox;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn;

public sealed partial class PasswordResetTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_link_by_mail_sets_a_new_password_once_and_ends_every_session()
    {
        var id = await desk.PersonAsync("forgot@acme.example");
        using var signedIn = await Browser.SignedInAsync(desk, "forgot@acme.example");
        (await signedIn.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        using var browser = new Browser(desk);
        var link = await LinkAsync(browser, "FORGOT@acme.example");
        var page = (await browser.GetAsync(link)).Is(HttpStatusCode.OK);
        Assert.Contains("8 characters", page.Html, StringComparison.Ordinal);
        (await browser.SubmitAsync(page, link, ("password", "short"))).Is(HttpStatusCode.BadRequest);
        Assert.Equal("/sign-in?done=reset", (await browser.SubmitAsync(page, link, ("password", People.Password))).Is(HttpStatusCode.SeeOther).Location);
        (await signedIn.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        (await browser.GetAsync(link)).Is(HttpStatusCode.NotFound);
        (await browser.SubmitAsync(page, link, ("password", People.Password))).Is(HttpStatusCode.NotFound);
        (await browser.SubmitAsync(await browser.GetAsync("/sign-in"), "/sign-in", ("email", "forgot@acme.example"), ("password", Passphrase.Text))).Is(HttpStatusCode.BadRequest);
        (await browser.SubmitAsync(await browser.GetAsync("/sign-in"), "/sign-in", ("email", "forgot@acme.example"), ("password", People.Password))).Is(HttpStatusCode.SeeOther);
        var types = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select type from events where account_id = {desk.Account.Id} and user_id = {id} order by id", row => row.GetString(0), CancellationToken.None));
        Assert.Equal(["user-logged-in", "user-password-reset", "user-logged-in"], types);
    }

    [Fact]
    public async Task The_answer_does_not_tell_who_has_an_account_and_nobody_else_gets_mail()
    {
        await desk.PersonAsync("gone@acme.example", isActive: false);
        await desk.PersonAsync("last@acme.example");
        var answers = new List<string>();
        using var browser = new Browser(desk);
        foreach (var email in new[] { "gone@acme.example", "none@acme.example", "last@acme.example" })
        {
            answers.Add((await AskAsync(browser, email)).Is(HttpStatusCode.OK).Html.Replace(email, "", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
        await MailAsync("last@acme.example", 1);
        Assert.DoesNotContain(Letters(), letter => letter.Source!.Value.ToString() is var to && (to.Contains("gone@", StringComparison.Ordinal) || to.Contains("none@", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_latest_link_works_and_only_for_an_hour()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await own.PersonAsync("twice@acme.example");
        using var browser = new Browser(own);
        var first = await LinkAsync(browser, "twice@acme.example", own);
        var second = await LinkAsync(browser, "twice@acme.example", own, 2);
        (await browser.GetAsync(first)).Is(HttpStatusCode.NotFound);
        (await browser.GetAsync(second)).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromHours(1));
        (await browser.GetAsync(second)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_sixth_letter_within_an_hour_is_not_sent()
    {
        await desk.PersonAsync("bombed@acme.example");
        await desk.PersonAsync("after@acme.example");
        using var browser = new Browser(desk);
        for (var letter = 0; letter < 7; letter++)
        {
            (await AskAsync(browser, "bombed@acme.example")).Is(HttpStatusCode.OK);
        }

        await LinkAsync(browser, "after@acme.example");
        Assert.Equal(5, Letters().Count(letter => letter.Source!.Value.ToString().Contains("bombed@", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_letter_never_leads_to_an_address_that_the_asker_invented()
    {
        await desk.PersonAsync("poisoned@acme.example");
        using var browser = new Browser(desk, "203.0.113.9");
        (await browser.SubmitAsync(await browser.GetAsync("/password-reset"), "/password-reset", ("email", "poisoned@acme.example"))).Is(HttpStatusCode.BadRequest);
    }

    private static async Task<Page> AskAsync(Browser browser, string email) => await browser.SubmitAsync(await browser.GetAsync("/password-reset"), "/password-reset", ("email", email));

    private async Task<string> LinkAsync(Browser browser, string email, Desk? of = null, int letter = 1)
    {
        (await AskAsync(browser, email)).Is(HttpStatusCode.OK);
        return new Uri(LinkPattern().Match((await MailAsync(email.ToLowerInvariant(), letter, of)).BodyText!).Value).PathAndQuery;
    }

    /// <summary>The n-th letter to an address, once it has left.</summary>
    private async Task<OutgoingMessage> MailAsync(string email, int letter, Desk? of = null)
    {
        OutgoingMessage[] To() => [.. Letters(of).Where(message => message.Source!.Value.ToString().Contains(email, StringComparison.Ordinal))];
        while (To().Length < letter)
        {
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        return To()[letter - 1];
    }

    private IReadOnlyList<OutgoingMessage> Letters(Desk? of = null) => (of ?? desk).Services.GetRequiredService<MemoryOutbox>().Sent;

    [GeneratedRegex("http\\S+")]
    private static partial Regex LinkPattern();
}
