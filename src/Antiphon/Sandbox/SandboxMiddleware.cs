using Antiphon.Accounts;
using Antiphon.Http;
using Antiphon.Sandbox.Clock;
using Antiphon.Sandbox.Faults;

namespace Antiphon.Sandbox;

/// <summary>
/// Lets a request to a sandbox meet the time, the chance and the faults of its account. It stands behind the rate limit, which goes by ordinary time, and before
/// everything that asks what time it is. For other accounts it is one comparison.
/// </summary>
internal sealed class SandboxMiddleware(RequestDelegate next, SandboxKeeper keeper, AccountClock clock)
{
    public Task InvokeAsync(HttpContext http) => http.Items[typeof(Account)] is Account { IsSandbox: true } account ? InSandboxAsync(http, account.Id) : next(http);

    private async Task InSandboxAsync(HttpContext http, long accountId)
    {
        if (await keeper.FindAsync(accountId, http.RequestAborted) is not { } sandbox)
        {
            await next(http);
            return;
        }

        // Who only looks must not change what follows by chance for those who write.
        var isLook = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (http.Request.Path.StartsWithSegments(SandboxRoutes.Path, StringComparison.Ordinal))
        {
            await keeper.ReadAsync(accountId, http.RequestAborted);
            using var stay = clock.In(accountId, "sandbox");
            await next(http);
            return;
        }

        // A snapshot that comes back waits for what is under way, but not for what has no end.
        var isLong = http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is { IsStream: true } || http.Request.Query.ContainsKey("wait");
        using var passing = isLong ? null : await sandbox.Gate.EnterAsync(http.RequestAborted);
        using (clock.In(accountId, isLook ? "look" : "request", await NumberAsync(accountId, isLook, http.RequestAborted)))
        {
            await (sandbox.Faults is { } faults && http.IsApi() ? faults.HandleAsync(http, next, clock.Real) : next(http));
        }
    }

    // The clock, the faults and the count of requests are one for all nodes, so each request asks for them.
    private async Task<long> NumberAsync(long accountId, bool isLook, CancellationToken cancellationToken)
    {
        if (!isLook)
        {
            return await keeper.NextRequestAsync(accountId, cancellationToken);
        }

        await keeper.ReadAsync(accountId, cancellationToken);
        return 0;
    }
}
