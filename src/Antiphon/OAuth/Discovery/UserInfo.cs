using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.OAuth.Tokens;

namespace Antiphon.OAuth.Discovery;

/// <summary><c>/oauth/userinfo</c> (OpenID Connect Core, section 5.3): who approved the token, as far as its scopes tell.</summary>
internal sealed class UserInfo(DeskDb db)
{
    public static void Map(IEndpointRouteBuilder app) => app.MapMethods("/oauth/userinfo", [HttpMethods.Get, HttpMethods.Post], HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, UserInfo userInfo, BearerTokens tokens, CancellationToken cancellationToken)
    {
        var accountId = http.Account().Id;
        var holder = BearerTokens.Read(http.Request.Headers.Authorization) is { } token ? await tokens.FindAsync(accountId, token, cancellationToken) : null;
        if (holder is null)
        {
            http.Response.Headers.WWWAuthenticate = BearerChallenge.Of(http, "invalid_token");
            return OAuthAnswer.Json(http, StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = "invalid_token" });
        }

        if (!holder.Scopes.Names.Contains(Scope.OpenId))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
            return OAuthAnswer.Json(http, StatusCodes.Status403Forbidden, new JsonObject { ["error"] = "insufficient_scope" });
        }

        return OAuthAnswer.Json(http, StatusCodes.Status200OK, await userInfo.RunAsync(accountId, holder.UserId, holder.Scopes.Names, cancellationToken));
    }

    /// <summary>The claims about a person that the scopes let out.</summary>
    public async Task<JsonObject> RunAsync(long accountId, long userId, IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        var (email, name) = await db.SingleAsync(
            $"select email, name from users where account_id = {accountId} and id = {userId}", row => (row.GetString(0), row.GetString(1)), cancellationToken);
        var claims = new JsonObject { ["sub"] = userId.ToString() };
        if (scopes.Contains(Scope.Email))
        {
            claims["email"] = email;
            // The address is where the invitation was accepted, or what an admin entered: nobody proved it to us.
            claims["email_verified"] = false;
        }

        if (scopes.Contains(Scope.Profile))
        {
            claims["name"] = name;
            claims["given_name"] = PersonName.First(name);
            claims["family_name"] = PersonName.Last(name);
        }

        return claims;
    }
}
