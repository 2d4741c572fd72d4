using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Identity.SignIn.Sessions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Antiphon.OAuth.Authorizing;

/// <summary>
/// <c>/oauth/authorize</c> (RFC 6749, section 3.1): a person signs in, sees what an app wants, and allows or denies it. Nothing is approved without a look,
/// not even what was approved before, unless the app asks for just that (<c>prompt=none</c>) and has a secret.
/// </summary>
internal sealed class AuthorizeEndpoint(ReadAuthorizeRequest read, ApproveApp approve, LiveSessions sessions, TimeProvider clock)
{
    public const string Path = "/oauth/authorize";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, Origin issuer, AuthorizeEndpoint endpoint, CancellationToken cancellationToken) => endpoint.ShowAsync(http, issuer, cancellationToken));
        app.MapPost(Path, (HttpContext http, Origin issuer, AuthorizeEndpoint endpoint, CancellationToken cancellationToken) => endpoint.DecideAsync(http, issuer, cancellationToken));
    }

    /// <summary>The address that asks the same again, but for another sign-in.</summary>
    public static string Return(IReadOnlyDictionary<string, StringValues> given) => QueryHelpers.AddQueryString(
        Path,
        ReadAuthorizeRequest.Parameters.Where(name => given.ContainsKey(name) && !(name == "prompt" && given[name] == "login")).Select(name => KeyValuePair.Create(name, given[name])));

    private async Task<IResult> ShowAsync(HttpContext http, Origin issuer, CancellationToken cancellationToken)
    {
        var given = http.Request.Query.ToDictionary(StringComparer.Ordinal);
        switch (await read.RunAsync(http.Account().Id, given, cancellationToken))
        {
            case AuthorizeReading.Good(var request):
                return await AskAsync(http, issuer, request, given, cancellationToken);
            case AuthorizeReading.Refused refused:
                return AuthorizeAnswer.Error(http, issuer, refused.RedirectUri, refused.State, refused.Error, refused.Description);
            case AuthorizeReading.Unanswerable(var reason):
                return Unanswerable(http, reason);
            default:
                throw new InvalidOperationException("A reading of no kind.");
        }
    }

    private async Task<IResult> AskAsync(HttpContext http, Origin issuer, AuthorizeRequest request, Dictionary<string, StringValues> given, CancellationToken cancellationToken)
    {
        var person = await sessions.HolderAsync(http, cancellationToken);
        if (request.Prompt is "none")
        {
            return await SilentlyAsync(http, issuer, request, person, cancellationToken);
        }

        if (person is null)
        {
            return Results.Redirect(SignInPage.Then(Return(given)));
        }

        if (person.IsOverdue(clock))
        {
            return SecondFactorDuty.Enrol(http, person, clock);
        }

        return request.Prompt is "login" || IsTooOld(person, request)
            ? Results.Redirect(SignInPage.Again(Return(given)))
            : ConsentPage.Render(http, request, person, given, MayApprove(request, person));
    }

    private async Task<IResult> SilentlyAsync(HttpContext http, Origin issuer, AuthorizeRequest request, SessionHolder? person, CancellationToken cancellationToken)
    {
        IResult Error(string error, string description) => AuthorizeAnswer.Error(http, issuer, request.RedirectUri, request.State, error, description);
        if (person is null || person.IsOverdue(clock) || IsTooOld(person, request))
        {
            return Error("login_required", "Nobody is signed in.");
        }

        // A public app cannot prove that it is the one that was approved.
        return !request.App.IsPublic && MayApprove(request, person) && await approve.WasApprovedAsync(http.Account().Id, request, person, cancellationToken)
            ? AuthorizeAnswer.Code(http, issuer, request, await approve.RunAsync(http.Account().Id, request, person, cancellationToken))
            : Error("consent_required", "The person has to approve this.");
    }

    private async Task<IResult> DecideAsync(HttpContext http, Origin issuer, CancellationToken cancellationToken)
    {
        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        var given = ReadAuthorizeRequest.Parameters.Where(name => form[name].Length > 0).ToDictionary(name => name, name => new StringValues(form[name]), StringComparer.Ordinal);
        var reading = await read.RunAsync(http.Account().Id, given, cancellationToken);
        if (reading is AuthorizeReading.Unanswerable(var reason))
        {
            return Unanswerable(http, reason);
        }

        if (reading is AuthorizeReading.Refused refused)
        {
            return AuthorizeAnswer.Error(http, issuer, refused.RedirectUri, refused.State, refused.Error, refused.Description);
        }

        var request = ((AuthorizeReading.Good)reading).Request;
        if (await sessions.HolderAsync(http, cancellationToken) is not { } person)
        {
            return SeeOther.To(http, SignInPage.Then(Return(given)));
        }

        if (person.IsOverdue(clock))
        {
            return SecondFactorDuty.Enrol(http, person, clock);
        }

        return form[ConsentPage.Decision] == ConsentPage.Allow && MayApprove(request, person)
            ? AuthorizeAnswer.Code(http, issuer, request, await approve.RunAsync(http.Account().Id, request, person, cancellationToken))
            : AuthorizeAnswer.Error(http, issuer, request.RedirectUri, request.State, "access_denied", "The request was denied.");
    }

    // An app of the account is for admins to connect; a program on somebody's own machine acts for that person alone.
    private static bool MayApprove(AuthorizeRequest request, SessionHolder person) => request.App.IsSelfRegistered || person.Role == Roles.Admin;

    private bool IsTooOld(SessionHolder person, AuthorizeRequest request) => request.MaxAge is { } most && clock.Now() - person.SignedInAt > most;

    private static IResult Unanswerable(HttpContext http, string reason) =>
        HtmlPage.Render(http, StatusCodes.Status400BadRequest, "This app cannot be connected", $"<p>{HtmlPage.Encode(reason)}</p><p>Nothing was sent to it.</p>");
}
