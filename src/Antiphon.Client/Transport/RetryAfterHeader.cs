using System.Globalization;
using System.Net.Http.Headers;

namespace Antiphon.Client.Transport;

/// <summary>
/// <c>Retry-After</c> as seconds or as a date (RFC 9110, 10.2.3). Clients in the field obey it on any answer and cap it at 60 s; see "Rate limiting" of
/// the conventions page.
/// </summary>
internal static class RetryAfterHeader
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.RetryAfter is { } parsed)
        {
            return Positive(parsed.Delta ?? parsed.Date - now);
        }

        // The framework drops fractions of a second, which some proxies send.
        return headers.NonValidated.TryGetValues("Retry-After", out var raw)
            && double.TryParse(raw.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? Positive(TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)))
            : null;
    }

    public static TimeSpan? Capped(TimeSpan? wait) => wait > LongestWait ? LongestWait : wait;

    private static TimeSpan? Positive(TimeSpan? wait) => wait > TimeSpan.Zero ? wait : null;
}
