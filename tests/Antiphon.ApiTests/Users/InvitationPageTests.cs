using System.Net;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Users;

/// <summary>Where the link of an invitation leads.</summary>
[Trait("row", "J27")]
public sealed class InvitationPageTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Whoever_lost_the_letter_gets_another_and_the_first_link_works_no_more()
    {
        using var client = desk.Client();
        var user = await desk.InviteAsync("lost@store.example");
        var first = await desk.InvitationOfAsync("lost@store.example");
        var again = await client.Users.InviteAgainAsync(user.Id(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((user.Id(), "lost@store.example"), (again.UserId, again.Email));
        await Threads.UntilAsync(async () => await desk.InvitationOfAsync("lost@store.example") != first);
        (await desk.Admin.PostJsonAsync(first, new { password = People.Password })).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PostJsonAsync(await desk.InvitationOfAsync("lost@store.example"), new { password = People.Password })).Is(HttpStatusCode.NoContent);
        // Nobody's password is opened again this way.
        Assert.Contains("/password-reset", (await desk.Admin.PostJsonAsync($"/api/users/{user.Id()}/invitation", "{}")).Is(HttpStatusCode.Conflict).Body, StringComparison.Ordinal);
        var paused = await desk.InviteAsync("paused.newcomer@store.example");
        (await desk.Admin.PutJsonAsync($"/api/users/{paused.Id()}", new { active = false })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PostJsonAsync($"/api/users/{paused.Id()}/invitation", "{}")).Is(HttpStatusCode.Conflict);
        (await desk.Admin.PostJsonAsync($"/api/users/{Stock.Missing}/invitation", "{}")).Is(HttpStatusCode.NotFound);
        using var lead = await desk.AsRoleAsync("agent");
        (await lead.PostJsonAsync($"/api/users/{user.Id()}/invitation", "{}")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Somebody_who_is_invited_by_mail_chooses_a_password_and_signs_in()
    {
        var user = await desk.InviteAsync("newcomer@store.example");
        var link = await desk.InvitationOfAsync("newcomer@store.example");
        using var browser = new Browser(desk);
        var page = (await browser.GetAsync(link)).Is(HttpStatusCode.OK);
        Assert.Contains("newcomer@store.example", page.Html, StringComparison.Ordinal);
        Assert.Contains("Shorter than", (await browser.SubmitAsync(page, link, ("password", "short"))).Is(HttpStatusCode.BadRequest).Html, StringComparison.Ordinal);
        (await browser.SubmitAsync(page, link, ("password", ""))).Is(HttpStatusCode.BadRequest);
        using var other = new Browser(desk);
        (await other.PostAsync(link, new Dictionary<string, string> { ["password"] = People.Password })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("/sign-in?done=invited", (await browser.SubmitAsync(page, link, ("password", People.Password))).Is(HttpStatusCode.SeeOther).Location);
        (await browser.SubmitAsync(page, link, ("password", People.Password))).Is(HttpStatusCode.NotFound);
        var signIn = (await browser.GetAsync("/sign-in?done=invited")).Is(HttpStatusCode.OK);
        Assert.Contains("Your password is set", signIn.Html, StringComparison.Ordinal);
        (await browser.SubmitAsync(signIn, "/sign-in", ("email", "newcomer@store.example"), ("password", People.Password))).Is(HttpStatusCode.SeeOther);
        Assert.Equal(user.Id(), (long)(await browser.GetAsync("/api/users/0")).Answer["id"]!);

        (await browser.GetAsync(link)).Is(HttpStatusCode.NotFound);
        (await browser.GetAsync("/invitations/guess")).Is(HttpStatusCode.NotFound);
        Assert.Equal(["user-created", "user-invited", "user-password-changed", "user-logged-in"], await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select type from events where account_id = {desk.Account.Id} and object_type = 'User' and object_id = {user.Id()} order by id", row => row.GetString(0), CancellationToken.None)));
    }
}
