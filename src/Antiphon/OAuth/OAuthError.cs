using System.Text.Json.Nodes;
using Antiphon.Accounts;

namespace Antiphon.OAuth;

/// <summary>An error of the token endpoint and its neighbours, in the shape of RFC 6749, section 5.2, which is not the API's.</summary>
internal sealed record OAuthError(int Status, string Code, string Description)
{
    public static OAuthError InvalidRequest(string description) => new(StatusCodes.Status400BadRequest, "invalid_request", description);

    public static OAuthError InvalidGrant(string description) => new(StatusCodes.Status400BadRequest, "invalid_grant", description);

    public static OAuthError InvalidScope(string description) => new(StatusCodes.Status400BadRequest, "invalid_scope", description);

    public static OAuthError InvalidClient() => new(StatusCodes.Status401Unauthorized, "invalid_client", "The client is unknown, or its secret is missing or wrong.");

    public IResult ToResult(HttpContext http)
    {
        if (Status is StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = $"Basic realm=\"{http.Account().Domain}\"";
        }

        return OAuthAnswer.Json(http, Status, new JsonObject { ["error"] = Code, ["error_description"] = Description });
    }
}

/// <summary>An answer that nobody keeps (RFC 6749, section 5.1).</summary>
internal static class OAuthAnswer
{
    public static IResult Json(HttpContext http, int status, JsonObject body)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        return Results.Text(body.ToJsonString(), "application/json", statusCode: status);
    }

    public static IResult Empty(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.StatusCode(StatusCodes.Status200OK);
    }
}
