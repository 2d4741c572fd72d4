using Antiphon.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Antiphon.OAuth.Authorizing;

/// <summary>
/// The way back to the app. Every answer names who gives it (RFC 9207), so that an app that talks to several servers cannot take one's answer for
/// another's.
/// </summary>
internal static class AuthorizeAnswer
{
    public static IResult Code(HttpContext http, Origin issuer, AuthorizeRequest request, string code) => Send(
        http, issuer, request.RedirectUri, request.State, [new("code", code), new("scope", string.Join(' ', request.Scopes))]);

    public static IResult Error(HttpContext http, Origin issuer, string redirectUri, string? state, string error, string description) => Send(
        http, issuer, redirectUri, state, [new("error", error), new("error_description", description)]);

    private static IResult Send(HttpContext http, Origin issuer, string redirectUri, string? state, List<KeyValuePair<string, string?>> parameters)
    {
        if (state is not null)
        {
            parameters.Add(new("state", state));
        }

        parameters.Add(new("iss", issuer.Address));
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.Location = QueryHelpers.AddQueryString(redirectUri, parameters);
        return Results.StatusCode(StatusCodes.Status302Found);
    }
}
