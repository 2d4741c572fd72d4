using System.Text.Json.Nodes;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary>
/// <c>GET /session</c>: tells a page of ours who is signed in, and the token that its calls of the API must carry in <c>X-CSRF-Token</c> to change anything.
/// </summary>
internal static class ShowSession
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/session", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, LiveSessions sessions, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await sessions.HolderAsync(http, cancellationToken) is { } holder
            ? Answer(StatusCodes.Status200OK, new JsonObject
            {
                ["user"] = new JsonObject { ["id"] = holder.UserId, ["email"] = holder.Email, ["name"] = holder.Name, ["role"] = holder.Role },
                ["csrf_token"] = FormTokens.For(http),
            })
            : Answer(StatusCodes.Status401Unauthorized, new JsonObject { ["user"] = null, ["sign_in"] = SignInPage.Path });
    }

    private static IResult Answer(int status, JsonObject body) => Results.Text(body.ToJsonString(), "application/json", statusCode: status);
}
