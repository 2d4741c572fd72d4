using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Antiphon.Client.Throttling;

namespace Antiphon.Client.Transport;

/// <summary>One attempt: waits for its turn, signs in, sends, follows a move, and reads the answer. A 401 is tried once more with a newer token.</summary>
internal sealed class Exchange(Uri baseAddress, HttpMessageInvoker invoker, AntiphonCredentials credentials, AdaptiveThrottle? throttle, AntiphonClientOptions options)
{
    private static readonly ProductInfoHeaderValue Product =
        new("Antiphon.Client", typeof(Exchange).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);

    /// <exception cref="AttemptFailure">There was no answer.</exception>
    public async Task<ApiResponse> SendAsync(ApiRequest request, string? key, CancellationToken cancellationToken)
    {
        var target = new Uri(baseAddress, request.Path);
        AuthenticationHeaderValue? authorization = await credentials.GetAsync(cancellationToken);
        var isRenewed = false;
        for (var hop = 0; ;)
        {
            var (response, redirect) = await SendOnceAsync(request, target, authorization, key, cancellationToken);
            if (redirect is { } move && hop < Redirect.MostHops)
            {
                hop++;
                target = move.Target;
                authorization = move.KeepsCredentials ? authorization : null;
                continue;
            }

            if (response.StatusCode == HttpStatusCode.Unauthorized && authorization is not null && !isRenewed)
            {
                isRenewed = true;
                if (await credentials.RenewAsync(authorization, cancellationToken) is { } newer)
                {
                    authorization = newer;
                    continue;
                }
            }

            return response;
        }
    }

    private async Task<(ApiResponse Response, Redirect? Redirect)> SendOnceAsync(
        ApiRequest request, Uri target, AuthenticationHeaderValue? authorization, string? key, CancellationToken cancellationToken)
    {
        // A storage host has no part in the account's limit.
        var pace = IsOwnHost(target) ? throttle : null;
        var passage = pace is null ? null : await pace.EnterAsync(request.Options.Lane ?? options.Lane, cancellationToken);
        var isAnswered = false;
        var patience = request.Options.AttemptTimeout ?? options.AttemptTimeout;
        using var timeout = new CancellationTokenSource(patience, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var message = CreateMessage(request, target, authorization, key);
            var response = await DispatchAsync(message, either.Token);
            var retryAfter = RetryAfterHeader.Read(response.Headers, options.TimeProvider.GetUtcNow());
            isAnswered = true;
            pace?.Observe(
                passage!,
                LimitUsage.Read(response.Headers),
                response.StatusCode == HttpStatusCode.TooManyRequests,
                response.StatusCode != HttpStatusCode.NotModified,
                RetryAfterHeader.Capped(retryAfter));
            return await ReadAsync(request, response, retryAfter, target, authorization is not null, either.Token);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled.", e, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw new AttemptFailure(timeout.IsCancellationRequested ? $"No answer within {patience.TotalSeconds:0.###} s." : "The HTTP client gave up waiting for an answer.", wasSent: true, e);
        }
        catch (HttpRequestException e)
        {
            throw AttemptFailure.Of(e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new AttemptFailure($"The answer broke off: {e.Message}", wasSent: true, e);
        }
        finally
        {
            if (!isAnswered)
            {
                pace?.Lose(passage!);
            }
        }
    }

    // An HttpClient would read the whole body before it returns, and count that against its own buffer limit.
    private Task<HttpResponseMessage> DispatchAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        invoker is HttpClient client
            ? client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : invoker.SendAsync(message, cancellationToken);

    private async Task<(ApiResponse Response, Redirect? Redirect)> ReadAsync(
        ApiRequest request, HttpResponseMessage response, TimeSpan? retryAfter, Uri target, bool hadCredentials, CancellationToken cancellationToken)
    {
        var isOpen = false;
        try
        {
            var redirect = Redirect.Of(response, target, request.IsDownload, hadCredentials);
            if (request.StaysOpen && response.IsSuccessStatusCode)
            {
                isOpen = true;
                return (new(response.StatusCode, response.Headers, default) { Open = response }, null);
            }

            var bound = response.IsSuccessStatusCode ? options.MaxResponseBytes : AntiphonException.MaxRawBodyBytes;
            var (body, isWhole) = redirect is null ? await BoundedBody.ReadAsync(response.Content, bound, cancellationToken) : (default, true);
            return isWhole || !response.IsSuccessStatusCode
                ? (new(response.StatusCode, response.Headers, body) { RetryAfter = retryAfter }, redirect)
                : throw new AntiphonException($"The answer to {request.Operation} is longer than {bound} bytes.") { StatusCode = response.StatusCode, Operation = request.Operation };
        }
        finally
        {
            if (!isOpen)
            {
                response.Dispose();
            }
        }
    }

    private HttpRequestMessage CreateMessage(ApiRequest request, Uri target, AuthenticationHeaderValue? authorization, string? key)
    {
        var message = new HttpRequestMessage(request.Method, target) { Content = request.Content?.Invoke() };
        var headers = message.Headers;
        headers.Authorization = authorization;
        headers.Accept.ParseAdd(request.IsEventStream ? "text/event-stream" : request.IsDownload ? "*/*" : "application/json");
        if (options.UserAgent is { } userAgent)
        {
            headers.UserAgent.ParseAdd(userAgent);
        }

        headers.UserAgent.Add(Product);
        if (key is not null)
        {
            headers.Add("Idempotency-Key", key);
        }

        if (request.Options.IfMatch is { } version)
        {
            headers.TryAddWithoutValidation("If-Match", version);
        }

        if (request.IfNoneMatch is { } known)
        {
            headers.TryAddWithoutValidation("If-None-Match", known);
        }

        if (request.AsksForExtensions)
        {
            headers.Add("Antiphon-Extensions", "1");
        }

        if (request.LastEventId is { } last)
        {
            headers.TryAddWithoutValidation("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        }

        return message;
    }

    private bool IsOwnHost(Uri target) => target.Port == baseAddress.Port && string.Equals(target.IdnHost, baseAddress.IdnHost, StringComparison.OrdinalIgnoreCase);
}
