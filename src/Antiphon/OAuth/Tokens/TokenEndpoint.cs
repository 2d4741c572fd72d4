using Antiphon.Accounts;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Limits;

namespace Antiphon.OAuth.Tokens;

/// <summary><c>POST /oauth/token</c> (RFC 6749, section 3.2): codes and refresh tokens become access tokens.</summary>
internal static class TokenEndpoint
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/token", HandleAsync);

    private static async Task<IResult> HandleAsync(
        HttpContext http, Origin issuer, ClientCall call, ExchangeCode exchangeCode, RefreshAccess refreshAccess, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        var (client, refusal) = await call.ReadAsync(http, cancellationToken);
        if (client is null)
        {
            return refusal!;
        }

        var accountId = http.Account().Id;
        var (answer, error) = client.Parameters["grant_type"] switch
        {
            "authorization_code" => await exchangeCode.RunAsync(accountId, client.App, client.Parameters, issuer, cancellationToken),
            "refresh_token" => await refreshAccess.RunAsync(accountId, client.App, client.Parameters, issuer, cancellationToken),
            null => (null, OAuthError.InvalidRequest("The grant type is missing.")),
            _ => (null, new OAuthError(StatusCodes.Status400BadRequest, "unsupported_grant_type", "The grant types are authorization_code and refresh_token.")),
        };
        if (error?.Code is "invalid_grant")
        {
            failedLogins.Record(CommonPages.Source(http));
        }

        return answer is null ? error!.ToResult(http) : OAuthAnswer.Json(http, StatusCodes.Status200OK, answer);
    }
}
