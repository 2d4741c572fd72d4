using Antiphon.Accounts;
using Antiphon.Identity.SignIn.Providers;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.Limits;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary><c>/sign-in</c>: address and password, or a provider.</summary>
internal static class SignInPage
{
    public const string Path = "/sign-in";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, HandleShowAsync);
        app.MapPost(Path, HandleSentAsync);
    }

    /// <summary>The address of this page, from which one returns to a path of ours.</summary>
    public static string Then(string next) => $"{Path}?next={Uri.EscapeDataString(next)}";

    /// <summary>The same for someone who is signed in already and has to do it once more.</summary>
    public static string Again(string next) => $"{Then(next)}&again=1";

    private static async Task<IResult> HandleShowAsync(HttpContext http, LiveSessions sessions, ListSignInProviders listProviders, CancellationToken cancellationToken)
    {
        var next = LocalPath.OrHome(http.Request.Query["next"]);
        var isAgain = http.Request.Query["again"] == "1";
        return !isAgain && await sessions.HolderAsync(http, cancellationToken) is not null
            ? Results.Redirect(next)
            : Page(http, StatusCodes.Status200OK, next, await LinksAsync(http, listProviders, next, isAgain, cancellationToken), notice: Done(http.Request.Query["done"]));
    }

    private static async Task<IResult> HandleSentAsync(
        HttpContext http, SignInWithPassword signIn, LiveSessions sessions, EndSessions endSessions, ListSignInProviders listProviders, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        var next = LocalPath.OrHome(form["next"]);
        switch (await signIn.RunAsync(http.Account().Id, form["email"], form["password"], SessionPlace.Of(http), cancellationToken))
        {
            case SignInOutcome.Started started:
                // The browser's earlier session, perhaps somebody else's, ends with the new one.
                await SignOut.EndAsync(http, sessions, endSessions, cancellationToken);
                SessionCookie.Write(http, started.Token, SessionLifetime.Longest);
                return SeeOther.To(http, next);
            case SignInOutcome.CodeNeeded half:
                await SignOut.EndAsync(http, sessions, endSessions, cancellationToken);
                SessionCookie.Write(http, half.Token, SessionLifetime.Code);
                return SeeOther.To(http, $"{Path}/code?next={Uri.EscapeDataString(next)}");
            case SignInOutcome.Held:
                failedLogins.Record(CommonPages.Source(http));
                return Page(http, StatusCodes.Status429TooManyRequests, next, await LinksAsync(http, listProviders, next, false, cancellationToken), form["email"], "Too many attempts for this address. Try again in 15 minutes, or choose a new password.");
            default:
                failedLogins.Record(CommonPages.Source(http));
                return Page(http, StatusCodes.Status400BadRequest, next, await LinksAsync(http, listProviders, next, false, cancellationToken), form["email"], "The e-mail address or the password is wrong.");
        }
    }

    private static string? Done(string? what) => what switch
    {
        "reset" => "The new password is set. Sign in with it.",
        "invited" => "Your password is set. Sign in with it.",
        _ => null,
    };

    private static async Task<string> LinksAsync(HttpContext http, ListSignInProviders listProviders, string next, bool isAgain, CancellationToken cancellationToken) =>
        ProviderLinks.SignIn(await listProviders.RunAsync(http.Account().Id, cancellationToken), next, isAgain);

    private static IResult Page(HttpContext http, int status, string next, string links, string email = "", string? problem = null, string? notice = null) => HtmlPage.Render(
        http,
        status,
        "Sign in",
        $"""
        <p class="quiet-text">to {HtmlPage.Encode(http.Account().Domain)}</p>
        {HtmlPage.Problem(problem)}{HtmlPage.Notice(notice)}{HtmlPage.Form(
            http,
            Path,
            HtmlPage.Hidden("next", next)
                + HtmlPage.Field("email", "E-mail address", "type=\"email\" autocomplete=\"username\" maxlength=\"320\" required autofocus", email)
                + HtmlPage.Field("password", "Password", "type=\"password\" autocomplete=\"current-password\" maxlength=\"1000\" required")
                + HtmlPage.Button("Sign in"))}
        <p><a href="/password-reset">I forgot my password</a></p>
        {links}
        """);
}
