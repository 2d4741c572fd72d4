using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Sandbox;

namespace Antiphon.Accounts;

/// <summary>The first check of every request: which account is this host?</summary>
internal sealed class AccountMiddleware(RequestDelegate next, AccountDirectory directory)
{
    private const string Page = "<!doctype html><html lang=en><title>Not found</title><h1>Not found</h1><p>There is no account at this address.</p></html>";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        var account = await directory.FindAsync(http.Request.Host.Host, http.RequestAborted);
        if (account is { DeactivatedAt: null })
        {
            http.Items[typeof(Account)] = account;
            if (!account.IsSandbox && http.Request.Path.StartsWithSegments(SandboxRoutes.Path, StringComparison.Ordinal))
            {
                // Of a sandbox's own routes nothing is there: not even that there are any.
                http.SetEndpoint(null);
            }

            http.RequestServices.GetRequiredService<CurrentOrigin>().Address = Origin.Of(http).Address;
            if (!http.IsApi())
            {
                http.RequestServices.GetRequiredService<CallerAddress>().Value = CallerAddress.Of(http);
            }

            await next(http);
        }
        else if (http.IsApi())
        {
            await ApiError.WriteAsync(http, StatusCodes.Status404NotFound, ApiError.NotFound, null, http.RequestAborted);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.WriteAsync(Page, http.RequestAborted);
        }
    }
}

internal static class AccountOfRequest
{
    /// <summary>The account that the request's host leads to.</summary>
    public static Account Account(this HttpContext http) =>
        http.Items[typeof(Account)] as Account ?? throw new InvalidOperationException("The request has not been led to an account yet.");
}
