using Antiphon.Accounts;
using Antiphon.Http;
using Microsoft.AspNetCore.Authorization;

namespace Antiphon.Identity;

/// <summary>Asks every request under <c>/api</c> who it is, before it learns which routes exist.</summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, ApiKeys keys)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.IsApi() || http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(http);
            return;
        }

        var account = http.Account();
        var holder = BasicCredentials.TryParse(http.Request.Headers.Authorization) is { } given
            ? await keys.FindAsync(account.Id, given.Email, given.Key, http.RequestAborted)
            : null;
        if (holder is null)
        {
            // Browsers would answer the challenge with a dialog that no page of ours can replace.
            if (!http.Request.Headers.ContainsKey("Sec-Fetch-Mode"))
            {
                http.Response.Headers.WWWAuthenticate = $"Basic realm=\"{account.Domain}\", charset=\"UTF-8\"";
            }

            await ApiError.WriteAsync(http, StatusCodes.Status401Unauthorized, ApiError.Unauthorized, null, http.RequestAborted);
            return;
        }

        http.Items[typeof(Actor)] = new Actor(account.Id, holder.UserId, holder.Role, ActorKind.ApiKey, holder.KeyId, Actor.NewContext());
        await next(http);
    }
}
