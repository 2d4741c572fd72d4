using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Limits;
using Antiphon.OAuth.Apps;

namespace Antiphon.OAuth.Tokens;

/// <summary>A call of a known app to the token endpoint or a neighbour.</summary>
internal sealed record KnownClient(App App, TokenParameters Parameters);

/// <summary>Reads such a call; guessed secrets count as failed logins of their source.</summary>
internal sealed class ClientCall(ClientAuthentication authentication, FailedLogins failedLogins)
{
    public async Task<(KnownClient? Client, IResult? Refusal)> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var source = CommonPages.Source(http);
        if (failedLogins.Check(source) is { Allowed: false } held)
        {
            http.Response.Headers.RetryAfter = held.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return (null, new OAuthError(StatusCodes.Status429TooManyRequests, "temporarily_unavailable", "Too many failed attempts.").ToResult(http));
        }

        var (parameters, unreadable) = await TokenParameters.ReadAsync(http, cancellationToken);
        if (parameters is null)
        {
            return (null, unreadable!.ToResult(http));
        }

        var (app, refused) = await authentication.RunAsync(http, http.Account().Id, parameters, cancellationToken);
        if (app is null)
        {
            if (refused!.Status is StatusCodes.Status401Unauthorized)
            {
                failedLogins.Record(source);
            }

            return (null, refused.ToResult(http));
        }

        return (new KnownClient(app, parameters), null);
    }
}
