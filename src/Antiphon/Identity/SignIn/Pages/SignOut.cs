using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary><c>POST /sign-out</c>: ends the session of this browser.</summary>
internal static class SignOut
{
    public const string Path = "/sign-out";

    public static void Map(IEndpointRouteBuilder app) => app.MapPost(Path, HandleAsync);

    /// <summary>Ends the session of the request's cookie, if it has one.</summary>
    public static async Task EndAsync(HttpContext http, LiveSessions sessions, EndSessions endSessions, CancellationToken cancellationToken)
    {
        if (await sessions.HolderAsync(http, cancellationToken) is { } holder)
        {
            await endSessions.OneAsync(holder.Id, holder.ToActor(http), cancellationToken);
        }
    }

    private static async Task<IResult> HandleAsync(HttpContext http, LiveSessions sessions, EndSessions endSessions, CancellationToken cancellationToken)
    {
        if (await PostedForm.ReadAsync(http, cancellationToken) is null)
        {
            return CommonPages.StaleForm(http);
        }

        await EndAsync(http, sessions, endSessions, cancellationToken);
        SessionCookie.Clear(http);
        return SeeOther.To(http, SignInPage.Path);
    }
}
