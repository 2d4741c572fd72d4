using System.Net;
using System.Net.Http.Headers;

namespace Antiphon.Client;

/// <summary>What an answer said beside its body.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Headers">The headers of the answer, without those that describe its body.</param>
/// <param name="Attempts">How many requests it took, 1 when the first one succeeded.</param>
public sealed record ResponseInfo(HttpStatusCode StatusCode, HttpResponseHeaders Headers, int Attempts)
{
    /// <summary>The server's name for the request, to be quoted in a bug report.</summary>
    public string? RequestId => Value("x-request-id");

    /// <summary>The version of the object, for <see cref="RequestOptions.IfMatch"/>; null when the server sends none.</summary>
    public string? ETag => Headers.ETag?.ToString() ?? Value("ETag");

    /// <summary><c>created</c>, <c>replayed</c> (this idempotency key was used before) or <c>threaded-into:{id}</c>. Antiphon only.</summary>
    public string? Outcome => Value("Antiphon-Outcome");

    /// <summary>The first value of a header, or null.</summary>
    /// <param name="header">The name, in any case.</param>
    /// <returns>The value.</returns>
    public string? Value(string header) => Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;
}
