using Microsoft.Extensions.Options;

namespace Antiphon.Outgoing;

/// <summary>Sends requests through the door, each with a limit of time and of what is read of the answer.</summary>
internal sealed class OutgoingHttp : IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private readonly OutgoingOptions options;
    private readonly TimeProvider clock;

    public OutgoingHttp(OutgoingRules rules, OutgoingNetwork network, IOptions<OutgoingOptions> options, TimeProvider clock)
    {
        invoker = new HttpMessageInvoker(new SafeHttpHandler(rules, network, options));
        this.options = options.Value;
        this.clock = clock;
    }

    /// <summary>Sends one request. Only a cancellation of the caller's own throws.</summary>
    /// <param name="request">The request, which this disposes of.</param>
    /// <param name="keep">How many bytes of the answer's body are wanted.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public Task<OutgoingOutcome> SendAsync(HttpRequestMessage request, int keep, CancellationToken cancellationToken) =>
        SendAsync(request, (_, content, token) => ReadAsync(content, keep, token), cancellationToken);

    /// <summary>The same, with a body that is read as it comes when the answer is a 200.</summary>
    public Task<OutgoingOutcome> SendAsync(HttpRequestMessage request, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) => SendAsync(
        request,
        async (status, content, token) =>
        {
            if (status is System.Net.HttpStatusCode.OK)
            {
                await using var body = await content.ReadAsStreamAsync(token);
                await read(body, token);
            }

            return [];
        },
        cancellationToken);

    private async Task<OutgoingOutcome> SendAsync(
        HttpRequestMessage request, Func<System.Net.HttpStatusCode, HttpContent, CancellationToken, Task<byte[]>> read, CancellationToken cancellationToken)
    {
        using var sent = request;
        using var deadline = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await invoker.SendAsync(request, either.Token);
            var body = await read(response.StatusCode, response.Content, either.Token);
            return new OutgoingOutcome.Answered((int)response.StatusCode, [.. Flat(response.Headers), .. Flat(response.Content.Headers)], body, response.Headers.RetryAfter);
        }
        catch (Exception e) when (Reason(e) is { } refused)
        {
            return new OutgoingOutcome.Failed(OutgoingFault.Refused, refused.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return deadline.IsCancellationRequested
                ? new OutgoingOutcome.Failed(OutgoingFault.TimedOut, $"No answer within {options.Timeout.TotalSeconds:0.#} seconds.")
                : new OutgoingOutcome.Failed(OutgoingFault.TimedOut, $"No connection within {options.ConnectTimeout.TotalSeconds:0.#} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new OutgoingOutcome.Failed(OutgoingFault.Unreachable, Describe(e as HttpRequestException));
        }
    }

    public void Dispose() => invoker.Dispose();

    private static OutgoingException? Reason(Exception? e) => e switch
    {
        null => null,
        OutgoingException refused => refused,
        _ => Reason(e.InnerException),
    };

    // Texts of the system name the address that was tried, which is not for the eyes of whoever typed the host.
    private static string Describe(HttpRequestException? e) => e?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "The host is not known.",
        HttpRequestError.ConnectionError => "The host could not be connected to.",
        HttpRequestError.SecureConnectionError => "No encrypted connection could be made: check the certificate.",
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => "The answer is not HTTP as it should be.",
        _ => "The connection broke before the answer was complete.",
    };

    private static async Task<byte[]> ReadAsync(HttpContent content, int keep, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Min(keep, content.Headers.ContentLength is { } length and < int.MaxValue ? (int)length : keep)];
        var read = 0;
        while (read < buffer.Length && await stream.ReadAsync(buffer.AsMemory(read), cancellationToken) is > 0 and var more)
        {
            read += more;
        }

        return read == buffer.Length ? buffer : buffer[..read];
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(System.Net.Http.Headers.HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            yield return new(name, values.ToString());
        }
    }
}
