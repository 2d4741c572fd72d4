using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Limits;

namespace Antiphon.Users.Invitations;

/// <summary><c>/invitations/{token}</c>, where the link of an invitation leads: whoever has it chooses a password and then signs in with it.</summary>
internal static class InvitationPage
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/invitations/{token}", HandleAsync);

    /// <summary>What the page's form sends.</summary>
    public static async Task<IResult> ChosenAsync(string token, HttpContext http, AcceptInvitation accept, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        var accountId = http.Account().Id;
        var address = await accept.AddressOfAsync(accountId, token, cancellationToken);
        return (await accept.RunAsync(accountId, token, new AcceptInvitationRequest(form["password"] is { Length: > 0 } password ? password : null), cancellationToken)).Failure switch
        {
            null => SeeOther.To(http, SignInPage.Path + "?done=invited"),
            Failure.InvalidInput invalid => Page(http, token, address ?? "", StatusCodes.Status400BadRequest, string.Join(' ', invalid.Errors.Lines())),
            _ => Gone(http, failedLogins),
        };
    }

    private static async Task<IResult> HandleAsync(string token, HttpContext http, AcceptInvitation accept, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        return await accept.AddressOfAsync(http.Account().Id, token, cancellationToken) is { } address
            ? Page(http, token, address, StatusCodes.Status200OK, null)
            : Gone(http, failedLogins);
    }

    private static IResult Gone(HttpContext http, FailedLogins failedLogins)
    {
        failedLogins.Record(CommonPages.Source(http));
        return HtmlPage.Render(
            http,
            StatusCodes.Status404NotFound,
            "This invitation no longer works",
            $"<p>It works once, for seven days, and only the latest one does. If you have a password already, <a href=\"{SignInPage.Path}\">sign in</a>; otherwise ask an admin to invite you again.</p>");
    }

    private static IResult Page(HttpContext http, string token, string address, int status, string? problem) => HtmlPage.Render(
        http,
        status,
        "Welcome: choose a password",
        $"<p>You sign in to <strong>{HtmlPage.Encode(http.Account().Domain)}</strong> with <code>{HtmlPage.Encode(address)}</code> and this password.</p>\n" + HtmlPage.Problem(problem) + HtmlPage.Form(
            http,
            $"/invitations/{Uri.EscapeDataString(token)}",
            // Without it a password manager would not know for whom the password is.
            $"<p hidden><label>E-mail address <input name=\"email\" type=\"email\" autocomplete=\"username\" readonly value=\"{HtmlPage.Encode(address)}\"></label></p>\n"
                + HtmlPage.Field("password", $"Password, at least {UserFields.MinPasswordLength} characters", $"type=\"password\" autocomplete=\"new-password\" minlength=\"{UserFields.MinPasswordLength}\" maxlength=\"{UserFields.MaxPasswordLength}\" required autofocus")
                + HtmlPage.Button("Set the password")));
}
