using System.Net;
using Antiphon.Identity;
using Antiphon.OAuth.Apps;

namespace Antiphon.OAuth.Tokens;

/// <summary>
/// Which app calls: <c>client_id</c> and <c>client_secret</c> as HTTP Basic or in the body, never both (RFC 6749, section 2.3). A public app only names
/// itself.
/// </summary>
internal sealed class ClientAuthentication(FindApp findApp, AppSecrets secrets)
{
    // Nobody's app: a call that names no app costs what one with a wrong secret costs.
    private const long NoApp = 0;

    public async Task<(App? App, OAuthError? Error)> RunAsync(HttpContext http, long accountId, TokenParameters parameters, CancellationToken cancellationToken)
    {
        var (id, secret) = (parameters["client_id"], parameters["client_secret"]);
        if (http.Request.Headers.Authorization.Count > 0)
        {
            if (BasicCredentials.TryParse(http.Request.Headers.Authorization) is not { } basic)
            {
                return (null, OAuthError.InvalidClient());
            }

            // Both halves are form-encoded before they are joined.
            var named = WebUtility.UrlDecode(basic.Email);
            if (secret is not null || (id is not null && id != named))
            {
                return (null, OAuthError.InvalidRequest("The client is named twice."));
            }

            (id, secret) = (named, basic.Key.Length > 0 ? WebUtility.UrlDecode(basic.Key) : null);
        }

        var app = await findApp.RunAsync(accountId, id ?? "", cancellationToken);
        var isRight = app is { IsPublic: true } ? secret is null : await secrets.HasAsync(accountId, app?.Id ?? NoApp, secret ?? "", cancellationToken);
        return app is not null && isRight ? (app, null) : (null, OAuthError.InvalidClient());
    }
}
