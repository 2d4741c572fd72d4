using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary>
/// <c>GET /session</c>: tells a page of ours who is signed in, and the token that its calls of the API must carry in <c>X-CSRF-Token</c> to change anything; and by
/// when a person without a second factor must have one, where the account asks for it.
/// </summary>
internal static class ShowSession
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/session", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, LiveSessions sessions, RefusedCredentials refused, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        var holder = await sessions.HolderAsync(http, cancellationToken);
        if (holder is null)
        {
            await refused.NoteAsync(http, http.Account().Id, cancellationToken);
        }

        return holder is not null
            ? Answer(StatusCodes.Status200OK, new JsonObject
            {
                ["user"] = new JsonObject { ["id"] = holder.UserId, ["email"] = holder.Email, ["name"] = holder.Name, ["role"] = holder.Role },
                ["csrf_token"] = FormTokens.For(http),
                ["must_enrol_by"] = holder.MustEnrolBy is { } by ? WireDate.Format(by) : null,
            })
            : Answer(StatusCodes.Status401Unauthorized, new JsonObject { ["user"] = null, ["sign_in"] = SignInPage.Path });
    }

    private static IResult Answer(int status, JsonObject body) => Results.Text(body.ToJsonString(), "application/json", statusCode: status);
}
