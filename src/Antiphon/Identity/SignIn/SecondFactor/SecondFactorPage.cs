using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.SecondFactor;

/// <summary><c>/security/second-factor</c>: a person switches their second factor on, and off with a code of it.</summary>
internal sealed class SecondFactorPage(LiveSessions sessions, SetUpSecondFactor setUp, CheckCode checkCode, SignInAttempts attempts)
{
    public const string Path = "/security/second-factor";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, SecondFactorPage page, CancellationToken cancellationToken) => page.ShowAsync(http, cancellationToken));
        app.MapPost(Path, (HttpContext http, SecondFactorPage page, CancellationToken cancellationToken) => page.TakeAsync(http, cancellationToken));
    }

    private async Task<IResult> ShowAsync(HttpContext http, CancellationToken cancellationToken) => await sessions.HolderAsync(http, cancellationToken) is { } holder
        ? await PageAsync(http, holder, StatusCodes.Status200OK, null, cancellationToken)
        : Results.Redirect(SignInPage.Then(Path));

    private async Task<IResult> TakeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        if (await sessions.HolderAsync(http, cancellationToken) is not { } holder)
        {
            return SeeOther.To(http, SignInPage.Then(Path));
        }

        var accountId = http.Account().Id;
        if (!setUp.IsPossible || !await attempts.TakeAsync(AttemptKind.Code, accountId, $"{holder.UserId}", cancellationToken))
        {
            return await PageAsync(http, holder, StatusCodes.Status429TooManyRequests, "Too many wrong codes. Try again in 15 minutes.", cancellationToken);
        }

        var actor = holder.ToActor(http);
        if (await setUp.IsOnAsync(accountId, holder.UserId, cancellationToken))
        {
            if (!await checkCode.RunAsync(accountId, holder.UserId, form["code"], cancellationToken))
            {
                return await PageAsync(http, holder, StatusCodes.Status400BadRequest, "This code is wrong, or was used before.", cancellationToken);
            }

            await attempts.ClearAsync(AttemptKind.Code, accountId, $"{holder.UserId}", cancellationToken);
            await setUp.RemoveAsync(holder.UserId, actor, cancellationToken);
            return SeeOther.To(http, Path);
        }

        if (await setUp.ConfirmAsync(form["code"], actor, cancellationToken) is not { } codes)
        {
            return await PageAsync(http, holder, StatusCodes.Status400BadRequest, "This code does not fit the key.", cancellationToken);
        }

        await attempts.ClearAsync(AttemptKind.Code, accountId, $"{holder.UserId}", cancellationToken);
        return HtmlPage.Render(
            http,
            StatusCodes.Status200OK,
            "Your recovery codes",
            HtmlPage.Notice("From now on a sign-in needs a code of your authenticator app.")
                + "<p>Should the telephone be lost, each of these works once in its place. They are shown this once: write them down.</p>\n<ul>\n"
                + string.Concat(codes.Select(code => $"<li><code>{HtmlPage.Encode(code)}</code></li>\n")) + $"</ul>\n<p><a href=\"{SecurityPage.Path}\">I have written them down</a></p>");
    }

    private async Task<IResult> PageAsync(HttpContext http, SessionHolder holder, int status, string? problem, CancellationToken cancellationToken)
    {
        const string Title = "Second factor";
        var accountId = http.Account().Id;
        if (!setUp.IsPossible)
        {
            return HtmlPage.Render(http, StatusCodes.Status200OK, Title, "<p>This server has no master key, so it keeps no such secrets. Its operator can give it one.</p>");
        }

        if (await setUp.IsOnAsync(accountId, holder.UserId, cancellationToken))
        {
            return HtmlPage.Render(http, status, Title, HtmlPage.Problem(problem) + "<p>It is on: a sign-in needs a code of your authenticator app.</p>\n" + CodeForm(http, "Switch it off"));
        }

        var duty = holder.MustEnrolBy is { } by
            ? HtmlPage.Notice(string.Create(CultureInfo.InvariantCulture, $"This account asks for a second factor, by {by:yyyy-MM-dd HH:mm} (UTC)."))
            : "";
        var secret = await setUp.BeginAsync(accountId, holder.UserId, cancellationToken) ?? "";
        var address = $"otpauth://totp/{Uri.EscapeDataString($"{http.Account().Domain}:{holder.Email}")}?secret={secret}&issuer={Uri.EscapeDataString($"Antiphon {http.Account().Domain}")}";
        return HtmlPage.Render(
            http,
            status,
            Title,
            $"""
            {HtmlPage.Problem(problem)}{duty}<p>With a second factor a stolen password is not enough. Enter this key in an authenticator app, or <a href="{HtmlPage.Encode(address)}">open it there</a>:</p>
            <p><code>{HtmlPage.Encode(string.Join(' ', secret.Chunk(4).Select(part => new string(part))))}</code></p>
            {CodeForm(http, "Switch it on")}
            """);
    }

    private static string CodeForm(HttpContext http, string button) => HtmlPage.Form(
        http, Path, HtmlPage.Field("code", "The code that the app shows now", "autocomplete=\"one-time-code\" maxlength=\"40\" required") + HtmlPage.Button(button));
}
