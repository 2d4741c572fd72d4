using System.Net;
using Antiphon.Accounts;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Limits;

namespace Antiphon.Identity.SignIn.Reset;

/// <summary><c>/password-reset</c> asks for a link, <c>/password-reset/{token}</c> is the link.</summary>
internal static class PasswordResetPages
{
    private const string Path = "/password-reset";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http) => AskPage(http));
        app.MapPost(Path, HandleAskedAsync);
        app.MapGet(Path + "/{token}", HandleShowAsync);
        app.MapPost(Path + "/{token}", HandleChosenAsync);
    }

    private static async Task<IResult> HandleAskedAsync(HttpContext http, Origin origin, RequestPasswordReset request, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form || !IsOwnAddress(http))
        {
            return CommonPages.StaleForm(http);
        }

        // Each request counts like a failed sign-in of its source, or this page would be a way to send letters in bulk.
        failedLogins.Record(CommonPages.Source(http));
        await request.RunAsync(http.Account().Id, form["email"], origin, cancellationToken);
        return HtmlPage.Render(
            http,
            StatusCodes.Status200OK,
            "Look into your mail",
            $"<p role=\"status\">If <strong>{HtmlPage.Encode(form["email"])}</strong> belongs to someone here, a link is on its way to that address. It works for an hour.</p><p><a href=\"{SignInPage.Path}\">Back to sign-in</a></p>");
    }

    private static async Task<IResult> HandleShowAsync(string token, HttpContext http, ResetPassword reset, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        return await reset.WorksAsync(http.Account().Id, token, cancellationToken) ? ChoosePage(http, token, StatusCodes.Status200OK, null) : Gone(http, failedLogins);
    }

    private static async Task<IResult> HandleChosenAsync(string token, HttpContext http, ResetPassword reset, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        return (await reset.RunAsync(http.Account().Id, token, form["password"], cancellationToken)).Failure switch
        {
            null => SeeOther.To(http, SignInPage.Path + "?done=reset"),
            Failure.InvalidInput invalid => ChoosePage(http, token, StatusCodes.Status400BadRequest, string.Join(' ', invalid.Errors.Lines())),
            _ => Gone(http, failedLogins),
        };
    }

    // A plain address leads to the first account, whoever invented it. A letter must not carry an invented one: its link is a key.
    private static bool IsOwnAddress(HttpContext http) =>
        !IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var named) || IPAddress.IsLoopback(named) || named.Equals(http.Connection.LocalIpAddress);

    private static IResult Gone(HttpContext http, FailedLogins failedLogins)
    {
        failedLogins.Record(CommonPages.Source(http));
        return HtmlPage.Render(
            http, StatusCodes.Status404NotFound, "This link no longer works", $"<p>It works once, for an hour, and only the latest one does. <a href=\"{Path}\">Ask for another</a>.</p>");
    }

    private static IResult AskPage(HttpContext http) => HtmlPage.Render(
        http,
        StatusCodes.Status200OK,
        "Choose a new password",
        "<p>A link comes to your e-mail address.</p>\n" + HtmlPage.Form(
            http,
            Path,
            HtmlPage.Field("email", "E-mail address", "type=\"email\" autocomplete=\"username\" maxlength=\"320\" required autofocus") + HtmlPage.Button("Send the link")));

    private static IResult ChoosePage(HttpContext http, string token, int status, string? problem) => HtmlPage.Render(
        http,
        status,
        "Choose a new password",
        HtmlPage.Problem(problem) + HtmlPage.Form(
            http,
            $"{Path}/{Uri.EscapeDataString(token)}",
            HtmlPage.Field("password", "New password, at least 8 characters", "type=\"password\" autocomplete=\"new-password\" minlength=\"8\" maxlength=\"1000\" required autofocus")
                + HtmlPage.Button("Set the password")));
}
