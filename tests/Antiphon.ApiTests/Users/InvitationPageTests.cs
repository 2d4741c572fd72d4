using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Users;

/// <summary>Where the link of an invitation leads.</summary>
[Trait("row", "J27")]
public sealed class InvitationPageTests(Desk desk) : IClassFixture<Desk>
{
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
