using System.Net;
using System.Net.Http.Headers;

namespace Antiphon.Client.Transport;

/// <summary>A whole answer.</summary>
internal sealed record ApiResponse(HttpStatusCode StatusCode, HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The open answer of a download; the body is still to be read from it.</summary>
    public HttpResponseMessage? Open { get; init; }

    /// <summary>How many requests it took.</summary>
    public int Attempts { get; init; } = 1;

    public bool IsSuccess => (int)StatusCode is >= 200 and < 300;

    public ResponseInfo Info => new(StatusCode, Headers, Attempts);
}
