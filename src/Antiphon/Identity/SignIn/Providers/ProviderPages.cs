using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.Providers.Admission;
using Antiphon.Identity.SignIn.Providers.Calls;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.Limits;
using Antiphon.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace Antiphon.Identity.SignIn.Providers;

/// <summary>
/// <c>/sign-in/with/{id}</c> sends a browser to a provider, and <c>…/callback</c> takes it back (OpenID Connect Core, section 3.1: the code flow alone, with state,
/// nonce and PKCE each time).
/// </summary>
internal sealed class ProviderPages(
    GetSignInProvider getProvider, ProviderDirectory directory, ExchangeProviderCode exchange, AdmitPerson admit, LiveSessions sessions, EndSessions endSessions, FailedLogins failedLogins,
    Refusals refusals, TimeProvider clock)
{
    /// <summary>What the proof of a link that connects is good for.</summary>
    public const string Connecting = "connect";

    private const int LongestCode = 4000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/with/{id:long}", (long id, HttpContext http, Origin origin, ProviderPages pages, CancellationToken cancellationToken) => pages.GoAsync(id, http, origin, cancellationToken));
        app.MapGet("/sign-in/with/{id:long}/callback", (long id, HttpContext http, Origin origin, ProviderPages pages, CancellationToken cancellationToken) => pages.ComeBackAsync(id, http, origin, cancellationToken));
    }

    private async Task<IResult> GoAsync(long id, HttpContext http, Origin origin, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        if (await getProvider.FindAsync(http.Account().Id, id, cancellationToken) is not { Enabled: true } provider)
        {
            return Unknown(http);
        }

        long? session = null;
        if (http.Request.Query[Connecting] is [{ Length: > 0 } proof])
        {
            // A foreign page must not connect anything.
            if (!FormTokens.Matches(http, proof, Connecting) || await sessions.HolderAsync(http, cancellationToken) is not { } holder || holder.HasToEnrol(clock))
            {
                return CommonPages.StaleForm(http);
            }

            session = holder.Id;
        }

        if (await directory.FindAsync(provider.Issuer, cancellationToken) is not { } metadata)
        {
            return HtmlPage.Render(
                http,
                StatusCodes.Status503ServiceUnavailable,
                $"{provider.Name} cannot be reached",
                $"<p role=\"alert\">Try again in a moment, or <a href=\"{SignInPage.Path}\">sign in another way</a>.</p>");
        }

        var journey = SignInJourney.Begin(http, provider.Id, LocalPath.OrHome(http.Request.Query["next"]), session, clock.GetUtcNow());
        var parameters = new List<KeyValuePair<string, string?>>
        {
            new("response_type", "code"), new("client_id", provider.ClientId), new("redirect_uri", origin.To(provider.CallbackPath)), new("scope", "openid email profile"),
            new("state", journey.State), new("nonce", journey.Nonce), new("code_challenge", Pkce.ChallengeOf(journey.Verifier)), new("code_challenge_method", Pkce.Method),
        };
        if (http.Request.Query["again"] == "1")
        {
            parameters.Add(new("prompt", "login"));
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Redirect(QueryHelpers.AddQueryString(metadata.Authorize.AbsoluteUri, parameters));
    }

    private async Task<IResult> ComeBackAsync(long id, HttpContext http, Origin origin, CancellationToken cancellationToken)
    {
        if (CommonPages.Held(http, failedLogins) is { } held)
        {
            return held;
        }

        if (await getProvider.FindAsync(http.Account().Id, id, cancellationToken) is not { Enabled: true } provider)
        {
            return Unknown(http);
        }

        if (SignInJourney.End(http, id, Single(http, "state"), clock.GetUtcNow()) is not { } journey)
        {
            return await RefuseAsync(http, provider, new AdmissionOutcome.Refused("state"), cancellationToken);
        }

        // Whatever comes of it, the same answer does not work again.
        SignInJourney.Forget(http);
        var outcome = await AdmitAsync(http, origin, provider, journey, cancellationToken);
        switch (outcome)
        {
            case AdmissionOutcome.Started started:
                await SignOut.EndAsync(http, sessions, endSessions, cancellationToken);
                SessionCookie.Write(http, started.Token, SessionLifetime.Longest);
                return SeeOther.To(http, journey.Next);
            case AdmissionOutcome.CodeNeeded half:
                await SignOut.EndAsync(http, sessions, endSessions, cancellationToken);
                SessionCookie.Write(http, half.Token, SessionLifetime.Code);
                return SeeOther.To(http, $"{SignInPage.Path}/code?next={Uri.EscapeDataString(journey.Next)}");
            case AdmissionOutcome.Connected:
                return SeeOther.To(http, SecurityPage.Path);
            default:
                return await RefuseAsync(http, provider, (AdmissionOutcome.Refused)outcome, cancellationToken);
        }
    }

    private async Task<AdmissionOutcome> AdmitAsync(HttpContext http, Origin origin, SignInProvider provider, SignInJourney journey, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(provider.Issuer, cancellationToken) is not { } metadata)
        {
            return new AdmissionOutcome.Refused("unreachable");
        }

        // Whose answer it is (RFC 9207), where the provider says so at all.
        var issuer = Single(http, "iss");
        if (issuer is null ? metadata.NamesItself || http.Request.Query.ContainsKey("iss") : issuer != provider.Issuer)
        {
            return new AdmissionOutcome.Refused("mix-up");
        }

        if (Single(http, "code") is not { Length: > 0 and <= LongestCode } code || http.Request.Query.ContainsKey("error"))
        {
            return new AdmissionOutcome.Refused("denied");
        }

        SessionHolder? connecting = null;
        if (journey.SessionId is { } session && ((connecting = await sessions.HolderAsync(http, cancellationToken)) is null || connecting.Id != session || connecting.HasToEnrol(clock)))
        {
            return new AdmissionOutcome.Refused("state");
        }

        return await exchange.RunAsync(http.Account().Id, provider, metadata, code, origin.To(provider.CallbackPath), journey.Verifier, journey.Nonce, cancellationToken) switch
        {
            CodeOutcome.Known(var person) => await admit.RunAsync(http.Account().Id, provider, person, connecting, SessionPlace.Of(http), cancellationToken),
            CodeOutcome.Refused(var reason) => new AdmissionOutcome.Refused(reason),
            var other => throw new InvalidOperationException($"A code came to {other}."),
        };
    }

    private async Task<IResult> RefuseAsync(HttpContext http, SignInProvider provider, AdmissionOutcome.Refused refused, CancellationToken cancellationToken)
    {
        failedLogins.Record(CommonPages.Source(http));
        var stranger = Actor.Person(http.Account().Id, null, "", CallerAddress.Of(http));
        await refusals.NoteAsync(
            stranger, AuditAction.SignInFailed, EventObject.User, refused.UserId, new JsonObject { ["reason"] = $"provider-{refused.Reason}", ["provider"] = provider.Id }, cancellationToken);
        return HtmlPage.Render(
            http,
            refused.Reason is "denied" or "unreachable" ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest,
            "You are not signed in",
            $"{HtmlPage.Problem(AdmissionWords.Of(refused.Reason, provider.Name, refused.Email))}<p><a href=\"{SignInPage.Path}\">Back to sign-in</a></p>");
    }

    private static IResult Unknown(HttpContext http) =>
        HtmlPage.Render(http, StatusCodes.Status404NotFound, "There is no such way to sign in", $"<p><a href=\"{SignInPage.Path}\">Back to sign-in</a></p>");

    private static string? Single(HttpContext http, string name) => http.Request.Query.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;
}
