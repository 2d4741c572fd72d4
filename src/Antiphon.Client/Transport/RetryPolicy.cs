using System.Net;

namespace Antiphon.Client.Transport;

/// <summary>
/// What may be repeated, and after which wait. A request that the server has certainly not carried out (429, no connection) may always be; an
/// ambiguous one only if carrying it out twice does no harm.
/// </summary>
internal sealed class RetryPolicy(AntiphonClientOptions options, bool serverKeepsKeys)
{
    public bool MayRepeat(ApiRequest request, ApiResponse response) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => IsHarmlessTwice(request),
        HttpStatusCode.InternalServerError => request.Method == HttpMethod.Get,
        _ => false,
    };

    public bool MayRepeat(ApiRequest request, AttemptFailure failure) => !failure.WasSent || IsHarmlessTwice(request);

    public static bool IsAmbiguous(HttpStatusCode status) => (int)status is 500 or 502 or 503 or 504;

    public int MostRetries(ApiRequest request, bool isRateLimit) =>
        request.Options.MaxRetries ?? (isRateLimit ? options.MaxRateLimitRetries : options.MaxRetries);

    /// <summary>Full jitter: random between zero and a bound that doubles, but never less than the server asked for.</summary>
    public TimeSpan Delay(int retry, TimeSpan? retryAfter)
    {
        var bound = Math.Min(options.MaxRetryDelay.TotalSeconds, options.RetryDelay.TotalSeconds * Math.Pow(2, Math.Min(retry - 1, 30)));
        var jitter = TimeSpan.FromSeconds(options.Random.NextDouble() * bound);
        return RetryAfterHeader.Capped(retryAfter) is { } asked && asked > jitter ? asked : jitter;
    }

    private bool IsHarmlessTwice(ApiRequest request) => request.IsIdempotent || serverKeepsKeys || options.RetryAmbiguousPosts;
}
