using System.Globalization;
using System.Net;
using Antiphon.Accounts;
using Antiphon.Http;

namespace Antiphon.Limits;

/// <summary>
/// Counts every API request of an account before anything else is asked of it, and shows the usage on every answer. Guessed credentials fill the
/// bucket of their source address and not the account's, so that nobody can lock an account out from outside.
/// </summary>
internal sealed class LimitMiddleware(RequestDelegate next, Limiter limiter, FailedLogins failedLogins)
{
    private const string RetryAfter = "Retry-after";

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.IsApi() || http.GetEndpoint()?.Metadata.GetMetadata<NotCounted>() is not null)
        {
            await next(http);
            return;
        }

        var account = http.Account();
        var kind = http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? CredentialKind.App : CredentialKind.ApiKey;
        var plan = LimitPlan.Of(account.Switches);
        var source = http.Connection.RemoteIpAddress ?? IPAddress.None;
        var held = failedLogins.Check(source);
        var verdict = held.Allowed ? await limiter.TakeAsync(account.Id, kind, plan, http.RequestAborted) : held;
        http.Response.Headers[UsageHeader.Name] = verdict.Usage;
        if (!verdict.Allowed)
        {
            http.Response.Headers[RetryAfter] = verdict.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await ApiError.WriteAsync(http, StatusCodes.Status429TooManyRequests, ApiError.TooManyRequests, null, http.RequestAborted);
            return;
        }

        // Known before the first byte goes out: a failed login is given back, and so is nine tenths of an answer that was not needed (304) or
        // had nothing to say.
        http.Response.OnStarting(() =>
        {
            if (http.Response.StatusCode is StatusCodes.Status401Unauthorized)
            {
                failedLogins.Record(source);
                http.Response.Headers[UsageHeader.Name] = limiter.Lower(account.Id, kind, plan, 0).Usage;
            }
            else if (http.Response.StatusCode is StatusCodes.Status304NotModified || http.WasLight())
            {
                http.Response.Headers[UsageHeader.Name] = limiter.Lower(account.Id, kind, plan, RequestCost.NotModified).Usage;
            }

            return Task.CompletedTask;
        });
        await next(http);
    }
}

/// <summary>A route that costs nothing and that strangers may call: if it counted, they could lock an account out.</summary>
internal sealed record NotCounted;
