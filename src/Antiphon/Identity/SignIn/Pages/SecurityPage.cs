using System.Globalization;
using System.Text;
using Antiphon.Accounts;
using Antiphon.Identity.SignIn.Providers;
using Antiphon.Identity.SignIn.Providers.Admission;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary><c>/security</c>: who is signed in, by which ways, and where else.</summary>
internal static class SecurityPage
{
    public const string Path = "/security";

    private const string Disconnect = Path + "/providers/disconnect";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, HandleShowAsync);
        app.MapPost($"{Path}/sessions/end", HandleEndAsync);
        app.MapPost(Disconnect, HandleDisconnectAsync);
    }

    private static async Task<IResult> HandleShowAsync(
        HttpContext http, LiveSessions sessions, ListSessions listSessions, ListSignInProviders listProviders, DisconnectProvider connections, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await sessions.HolderAsync(http, cancellationToken) is not { } holder)
        {
            return Results.Redirect(SignInPage.Then(Path));
        }

        if (holder.HasToEnrol(clock))
        {
            return SecondFactorDuty.Enrol(http, holder, clock);
        }

        var lines = await listSessions.RunAsync(http.Account().Id, holder.UserId, cancellationToken);
        var providers = await listProviders.RunAsync(http.Account().Id, cancellationToken);
        var connected = await connections.ConnectedAsync(http.Account().Id, holder.UserId, cancellationToken);
        return HtmlPage.Render(
            http,
            StatusCodes.Status200OK,
            "Your sign-in",
            $"""
            {Duty(holder)}<p>{HtmlPage.Encode(holder.Name)}, <code>{HtmlPage.Encode(holder.Email)}</code>, at {HtmlPage.Encode(http.Account().Domain)}</p>
            {HtmlPage.Form(http, SignOut.Path, HtmlPage.Button("Sign out"))}
            <p><a href="{SecondFactorPage.Path}">Second factor: codes of an authenticator app</a></p>
            {Queue(holder)}
            {ProviderLinks.Connections(http, providers, connected, Disconnect)}<h2 id="where">Where you are signed in</h2>
            <table aria-labelledby="where">
            <thead><tr><th scope="col">Browser</th><th scope="col">Address</th><th scope="col">Last used (UTC)</th><th scope="col">End it</th></tr></thead>
            <tbody>
            {Rows(http, lines, holder.Id)}</tbody>
            </table>
            """);
    }

    // Written out: the queue is a feature that uses these pages, and not the other way round.
    private static string Queue(SessionHolder holder) => Roles.Allows(holder.Role, Right.LeadDesk) ? "<p><a href=\"/approvals\">Calls of agents that wait for approval</a></p>" : "";

    private static string Duty(SessionHolder holder) => (holder.MustConnectBy, holder.MustEnrolBy) switch
    {
        ({ } since, _) => HtmlPage.Notice(string.Create(
            CultureInfo.InvariantCulture,
            $"From {since:yyyy-MM-dd HH:mm} (UTC) on this account is opened with a provider and not with a password. Connect yours below and sign in with it; with a password you can do nothing else then.")),
        (_, { } by) => HtmlPage.Notice(string.Create(
            CultureInfo.InvariantCulture, $"This account asks for a second factor. Set one up by {by:yyyy-MM-dd HH:mm} (UTC); after that you can do nothing else.")),
        _ => "",
    };

    private static string Rows(HttpContext http, IReadOnlyList<SessionLine> lines, long own)
    {
        var rows = new StringBuilder();
        foreach (var line in lines)
        {
            var end = line.Id == own
                ? "this one"
                : HtmlPage.Form(
                    http,
                    $"{Path}/sessions/end",
                    HtmlPage.Hidden("session", line.Id.ToString(CultureInfo.InvariantCulture))
                        + $"<button class=\"quiet\" aria-label=\"End the session of {HtmlPage.Encode(line.UserAgent ?? "an unknown browser")}\">End</button>\n");
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlPage.Encode(line.UserAgent ?? "unknown")}</td><td>{HtmlPage.Encode(line.Address ?? "unknown")}</td><td>{line.SeenAt:yyyy-MM-dd HH:mm}</td><td>{end}</td></tr>\n");
        }

        return rows.ToString();
    }

    private static async Task<IResult> HandleEndAsync(HttpContext http, LiveSessions sessions, EndSessions endSessions, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        if (await sessions.HolderAsync(http, cancellationToken) is { } holder && !holder.IsOverdue(clock) && long.TryParse(form["session"], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            await endSessions.OneAsync(id, holder.ToActor(http), cancellationToken);
        }

        return SeeOther.To(http, Path);
    }

    private static async Task<IResult> HandleDisconnectAsync(HttpContext http, LiveSessions sessions, DisconnectProvider disconnect, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        if (await sessions.HolderAsync(http, cancellationToken) is { } holder && !holder.IsOverdue(clock) && long.TryParse(form["provider"], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            await disconnect.RunAsync(id, holder.ToActor(http), cancellationToken);
        }

        return SeeOther.To(http, Path);
    }
}
