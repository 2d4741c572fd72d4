using Antiphon.Accounts;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Pages;
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
internal sealed class AuthenticationMiddleware(RequestDelegate next, ApiKeys keys, BearerTokens tokens, LiveSessions sessions)
{
    private const string ForgedCall = "A call with a session cookie needs the token of GET /session in the header X-CSRF-Token.";

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.IsApi() || http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(http);
            return;
        }

        var account = http.Account();
        var actor = await ActorAsync(http, account);
        if (actor is null)
        {
            await RefuseAsync(http, account);
        }
        else if (actor.Kind is ActorKind.User && Changes(http) && !(SameOrigin.Allows(http) && FormTokens.Matches(http, http.Request.Headers[FormTokens.Header])))
        {
            await ApiError.WriteAsync(http, StatusCodes.Status403Forbidden, ForgedCall, null, http.RequestAborted);
        }
        else
        {
            http.Items[typeof(Actor)] = OriginTrail.Read(http.Request) is { } origin ? actor with { Origin = origin } : actor;
            await next(http);
        }
    }

    private async Task<Actor?> ActorAsync(HttpContext http, Account account)
    {
        if (http.Request.Headers.Authorization.Count == 0)
        {
            return (await sessions.HolderAsync(http, http.RequestAborted))?.ToActor(account.Id);
        }

        if (BearerTokens.Read(http.Request.Headers.Authorization) is { } token)
        {
            return (await tokens.FindAsync(account.Id, token, http.RequestAborted))?.ToActor(account.Id);
        }

        return BasicCredentials.TryParse(http.Request.Headers.Authorization) is { } given && await keys.FindAsync(account.Id, given.Email, given.Key, http.RequestAborted) is { } holder
            ? new Actor(account.Id, holder.UserId, holder.Role, ActorKind.ApiKey, holder.KeyId, Actor.NewContext())
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
