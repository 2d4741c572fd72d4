using System.Net;

namespace Antiphon.Client.Transport;

/// <summary>Repeats what may be repeated, with the same idempotency key each time, and turns the final failure into the one exception.</summary>
internal sealed class RequestPipeline : IDisposable
{
    private const int ShownFieldErrors = 5;

    private readonly AntiphonClientOptions options;
    private readonly bool serverKeepsKeys;
    private readonly RetryPolicy policy;
    private readonly Exchange exchange;
    private readonly HttpMessageInvoker? ownInvoker;
    private readonly AdaptiveThrottle? ownThrottle;
    private volatile bool isDisposed;

    public RequestPipeline(Uri baseAddress, AntiphonCredentials credentials, AntiphonClientOptions options)
    {
        this.options = options;
        serverKeepsKeys = options.ServerKeepsIdempotencyKeys ?? !baseAddress.IdnHost.EndsWith(".gorgias.com", StringComparison.OrdinalIgnoreCase);
        policy = new(options, serverKeepsKeys);
        ownInvoker = options.HttpClient is not null ? null : CreateInvoker(options.Handler);
        ownThrottle = options is { IsPaced: true, Throttle: null } ? new(options.TimeProvider) : null;
        Throttle = options.IsPaced ? options.Throttle ?? ownThrottle : null;
        exchange = new(baseAddress, ownInvoker ?? options.HttpClient!, credentials, Throttle, options);
    }

    public AdaptiveThrottle? Throttle { get; }

    public TimeProvider Clock => options.TimeProvider;

    /// <summary>The pause before something is tried again that has failed so often in a row.</summary>
    public Task PauseAsync(int failures, CancellationToken cancellationToken) => Task.Delay(policy.Delay(failures, null), options.TimeProvider, cancellationToken);

    public void Dispose()
    {
        isDisposed = true;
        ownInvoker?.Dispose();
        ownThrottle?.Dispose();
    }

    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, typeof(AntiphonClient));
        var key = KeyOf(request);
        var attempts = 0;
        var retries = 0;
        var refusals = 0;
        var isAmbiguous = false;
        while (true)
        {
            attempts++;
            var (response, failure) = await AttemptAsync(request, key, cancellationToken);
            response = response is null ? null : response with { Attempts = attempts };
            if (response is not null && IsAccepted(request, response, isAmbiguous))
            {
                request.Options.OnResponse?.Invoke(response.Info);
                return response;
            }

            isAmbiguous |= failure?.WasSent ?? RetryPolicy.IsAmbiguous(response!.StatusCode);
            var isRefusal = response?.StatusCode == HttpStatusCode.TooManyRequests;
            var retry = isRefusal ? ++refusals : ++retries;
            var mayRepeat = failure is null ? policy.MayRepeat(request, response!) : policy.MayRepeat(request, failure);
            if (!mayRepeat || retry > policy.MostRetries(request, isRefusal))
            {
                if (response is not null)
                {
                    request.Options.OnResponse?.Invoke(response.Info);
                }

                throw Failure(request, response, failure, attempts, key, isAmbiguous);
            }

            await Task.Delay(policy.Delay(retry, response?.RetryAfter), options.TimeProvider, cancellationToken);
        }
    }

    private async Task<(ApiResponse? Response, AttemptFailure? Failure)> AttemptAsync(ApiRequest request, string? key, CancellationToken cancellationToken)
    {
        try
        {
            return (await exchange.SendAsync(request, key, cancellationToken), null);
        }
        catch (AttemptFailure failure)
        {
            return (null, failure);
        }
    }

    private static bool IsAccepted(ApiRequest request, ApiResponse response, bool isAmbiguous) =>
        response.IsSuccess
        || (response.StatusCode == HttpStatusCode.NotModified && request.IfNoneMatch is not null)
        // The deletion whose answer was lost has done its work.
        || (response.StatusCode == HttpStatusCode.NotFound && request.Method == HttpMethod.Delete && isAmbiguous);

    private string? KeyOf(ApiRequest request) =>
        request.Method == HttpMethod.Post && !request.OnlyReads
            ? request.Options.IdempotencyKey ?? (serverKeepsKeys ? Guid.NewGuid().ToString("N") : null)
            : null;

    private static AntiphonException Failure(ApiRequest request, ApiResponse? response, AttemptFailure? failure, int attempts, string? key, bool isAmbiguous)
    {
        var (error, fields) = response is null ? (failure!.Message, FieldErrorTree.None) : ErrorReader.Read(response.StatusCode, response.Body);
        var complaints = fields.Flatten().Take(ShownFieldErrors).Select(field => $"{field.Path}: {string.Join(' ', field.Messages)}").ToList();
        var outcome = response is null ? "failed" : $"answered {(int)response.StatusCode}";
        return new($"{request.Operation} {outcome}: {error}{(complaints.Count == 0 ? "" : $" ({string.Join("; ", complaints)})")}", failure?.InnerException)
        {
            StatusCode = response?.StatusCode,
            Error = error,
            Fields = fields,
            RawBody = response is null ? "" : ErrorReader.TextOf(response.Body),
            RequestId = response?.Info.RequestId,
            RetryAfter = response?.RetryAfter,
            Operation = request.Operation,
            Attempts = attempts,
            IdempotencyKey = key,
            MayHaveBeenProcessed = isAmbiguous && request.Method != HttpMethod.Get && !request.OnlyReads,
        };
    }

    private static HttpMessageInvoker CreateInvoker(HttpMessageHandler? handler) => handler is not null
        ? new(handler, disposeHandler: false)
        : new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        });
}
