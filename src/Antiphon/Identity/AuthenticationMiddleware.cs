using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.OAuth.Discovery;
using Antiphon.OAuth.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Primitives;

namespace Antiphon.Identity;

/// <summary>
/// Asks every request under <c>/api</c> who it is, before it learns which routes exist: an API key, the token of an app, or else the session of a browser,
/// whose calls must prove that a page of ours makes them before they change anything.
/// </summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, ApiKeys keys, BearerTokens tokens, LiveSessions sessions, RefusedCredentials refused, TimeProvider clock)
{
    private const string WithoutProvider = "This account is opened with a sign-in provider, and this session was opened with a password.";
    private const string Overdue = "This account asks for a second factor, and the time to set one up is over.";
    private const string ForgedCall = "A call with a session cookie needs the token of GET /session in the header X-CSRF-Token.";

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.IsApi() || http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(http);
            return;
        }

        var account = http.Account();
        if (await ActorAsync(http, account) is not { } actor)
        {
            await refused.NoteAsync(http, account.Id, http.RequestAborted);
            await RefuseAsync(http, account);
            return;
        }

        http.Items[typeof(Actor)] = actor with { From = CallerAddress.Of(http), Origin = OriginTrail.Read(http.Request) };
        if (actor.Kind is ActorKind.User && Changes(http) && !(SameOrigin.Allows(http) && FormTokens.Matches(http, http.Request.Headers[FormTokens.Header])))
        {
            await ApiError.WriteAsync(http, StatusCodes.Status403Forbidden, ForgedCall, null, http.RequestAborted);
        }
        else if (http.Items[typeof(SessionHolder)] is SessionHolder holder && holder.IsOverdue(clock))
        {
            var hasToEnrol = holder.HasToEnrol(clock);
            var data = hasToEnrol
                ? new JsonObject { ["must_enrol_by"] = WireDate.Format(holder.MustEnrolBy!.Value), ["enrol"] = SecondFactorPage.Path }
                : new JsonObject { ["must_connect_by"] = WireDate.Format(holder.MustConnectBy!.Value), ["connect"] = SecurityPage.Path };
            await ApiError.WriteAsync(http, StatusCodes.Status403Forbidden, hasToEnrol ? Overdue : WithoutProvider, JsonSerializer.SerializeToElement(data), http.RequestAborted);
        }
        else
        {
            await next(http);
        }
    }

    private async Task<Actor?> ActorAsync(HttpContext http, Account account)
    {
        if (http.Request.Headers.Authorization.Count == 0)
        {
            var session = await sessions.HolderAsync(http, http.RequestAborted);
            http.Items[typeof(SessionHolder)] = session;
            return session?.ToActor(http);
        }

        if (BearerTokens.Read(http.Request.Headers.Authorization) is { } token)
        {
            return (await tokens.FindAsync(account.Id, token, http.RequestAborted))?.ToActor(account.Id);
        }

        return BasicCredentials.TryParse(http.Request.Headers.Authorization) is { } given && await keys.FindAsync(account.Id, given.Email, given.Key, http.RequestAborted) is { } holder
            ? holder.ToActor(account.Id)
            : null;
    }

    private static bool Changes(HttpContext http) =>
        !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method));

    private static Task RefuseAsync(HttpContext http, Account account)
    {
        var given = http.Request.Headers.Authorization.ToString();
        var basic = $"Basic realm=\"{account.Domain}\", charset=\"UTF-8\"";
        if (BearerTokens.Read(given) is not null)
        {
            http.Response.Headers.WWWAuthenticate = BearerChallenge.Of(http, "invalid_token");
        }
        else if (!http.Request.Headers.ContainsKey("Sec-Fetch-Mode"))
        {
            // Browsers would answer the challenge with a dialog that no page of ours can replace.
            http.Response.Headers.WWWAuthenticate = given.Length > 0 ? basic : new StringValues([basic, BearerChallenge.Of(http, null)]);
        }

        return ApiError.WriteAsync(http, StatusCodes.Status401Unauthorized, ApiError.Unauthorized, null, http.RequestAborted);
    }
}
