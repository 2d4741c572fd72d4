using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.Limits;

namespace Antiphon.Identity.SignIn.SecondFactor;

/// <summary><c>/sign-in/code</c>: the second step of a sign-in, good for the half session that the password began.</summary>
internal sealed class CodePage(DeskDb db, TimeProvider clock, CheckCode checkCode, SignInAttempts attempts, StartSession startSession)
{
    private const string Path = "/sign-in/code";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, CodePage page, CancellationToken cancellationToken) => page.ShowAsync(http, cancellationToken));
        app.MapPost(Path, (HttpContext http, CodePage page, FailedLogins failedLogins, CancellationToken cancellationToken) => page.TakeAsync(http, failedLogins, cancellationToken));
    }

    private async Task<IResult> ShowAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var next = LocalPath.OrHome(http.Request.Query["next"]);
        return await HalfAsync(http, cancellationToken) is null ? Results.Redirect(SignInPage.Then(next)) : Page(http, StatusCodes.Status200OK, next, null);
    }

    private async Task<IResult> TakeAsync(HttpContext http, FailedLogins failedLogins, CancellationToken cancellationToken)
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
        if (await HalfAsync(http, cancellationToken) is not { } half)
        {
            return SeeOther.To(http, SignInPage.Then(next));
        }

        var accountId = http.Account().Id;
        if (!await attempts.TakeAsync(AttemptKind.Code, accountId, $"{half.UserId}", cancellationToken))
        {
            failedLogins.Record(CommonPages.Source(http));
            return Page(http, StatusCodes.Status429TooManyRequests, next, "Too many wrong codes. Try again in 15 minutes.");
        }

        if (!await checkCode.RunAsync(accountId, half.UserId, form["code"], cancellationToken))
        {
            var stranger = Actor.Person(accountId, null, "", CallerAddress.Of(http));
            await db.ExecuteAsync(AuditLog.Of(stranger, AuditAction.SignInFailed, EventObject.User, half.UserId, clock.Now(), new JsonObject { ["reason"] = "code" }), cancellationToken);
            failedLogins.Record(CommonPages.Source(http));
            return Page(http, StatusCodes.Status400BadRequest, next, "This code is wrong, or was used before.");
        }

        await attempts.ClearAsync(AttemptKind.Code, accountId, $"{half.UserId}", cancellationToken);
        await db.ExecuteAsync($"delete from sessions where account_id = {accountId} and id = {half.Id}", cancellationToken);
        SessionCookie.Write(http, await startSession.RunAsync(accountId, half.UserId, half.Role, half.ByProvider, SessionPlace.Of(http), cancellationToken), SessionLifetime.Longest);
        return SeeOther.To(http, next);
    }

    private async Task<Half?> HalfAsync(HttpContext http, CancellationToken cancellationToken) => SessionCookie.Read(http) is not { } token
        ? null
        : await db.FirstOrDefaultAsync(
            $"""
            select s.id, u.id, u.role, s.by_provider from sessions s join users u on u.account_id = s.account_id and u.id = s.user_id
            where s.account_id = {http.Account().Id} and s.token_hash = {OpaqueToken.Hash(token)} and s.awaits_code and s.expires_at > {clock.Now()} and u.active and u.deleted_at is null
            """,
            row => new Half(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetBoolean(3)),
            cancellationToken);

    private static IResult Page(HttpContext http, int status, string next, string? problem) => HtmlPage.Render(
        http,
        status,
        "Your code",
        HtmlPage.Problem(problem) + "<p>Type the six digits that your authenticator app shows, or one of your recovery codes.</p>\n" + HtmlPage.Form(
            http,
            Path,
            HtmlPage.Hidden("next", next) + HtmlPage.Field("code", "Code", "autocomplete=\"one-time-code\" maxlength=\"40\" required autofocus") + HtmlPage.Button("Go on")));

    private sealed record Half(long Id, long UserId, string Role, bool ByProvider);
}
