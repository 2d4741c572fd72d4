using System.Net.Http.Headers;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>The requests that leave for other services: of deliveries, and of actions.</summary>
internal static class CallMessage
{
    private const string UserAgent = "Antiphon-Webhooks/1.0";

    /// <param name="method">Such as <c>POST</c>.</param>
    /// <param name="url">Where it goes.</param>
    /// <param name="body">Null for none; <c>GET</c> and <c>HEAD</c> have none in any case.</param>
    /// <param name="contentType">Of the body.</param>
    /// <param name="headers">What its writer wants it to carry; the last word on everything but what receivers know us by.</param>
    public static HttpRequestMessage Of(string method, Uri url, byte[]? body, string contentType, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), url);
        if (body is not null && method is not ("GET" or "HEAD"))
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value) && !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request.Default("Accept", "application/json").Default("User-Agent", UserAgent);
    }

    /// <summary>Sets a header that nobody has set, to a value that there is.</summary>
    public static HttpRequestMessage Default(this HttpRequestMessage request, string name, string? value)
    {
        if (value is not null && !request.Headers.Contains(name))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
