using System.Net;

namespace Antiphon.Client;

/// <summary>
/// Every way in which a call can fail, except for cancellation by the caller: the server refused, did not answer, or answered what cannot be read.
/// See "Status codes" and "Error body" of the conventions page.
/// </summary>
public sealed class AntiphonException : Exception
{
    /// <summary>How much of an error's body is kept, in bytes.</summary>
    public const int MaxRawBodyBytes = 64 * 1024;

    /// <summary>Makes an exception without details.</summary>
    public AntiphonException()
    {
    }

    /// <summary>Makes an exception with a sentence.</summary>
    /// <param name="message">What went wrong.</param>
    public AntiphonException(string message)
        : base(message) => Error = message;

    /// <summary>Makes an exception with a sentence and a cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">Why.</param>
    public AntiphonException(string message, Exception? innerException)
        : base(message, innerException) => Error = message;

    /// <summary>The status of the answer; null when there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The server's own sentence (<c>error.msg</c>), or a description of what happened when there is none.</summary>
    public string Error { get; init; } = "";

    /// <summary>The complaints by field, as a tree; empty when no field is to blame.</summary>
    public FieldErrorTree Fields { get; init; } = FieldErrorTree.None;

    /// <summary>The complaints by field, as a list with dotted paths.</summary>
    public IReadOnlyList<FieldError> FieldErrors => [.. Fields.Flatten()];

    /// <summary>The body of the answer as it came, cut off after <see cref="MaxRawBodyBytes"/>; empty when there was none.</summary>
    public string RawBody { get; init; } = "";

    /// <summary>The server's name for the request (<c>x-request-id</c>).</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the server asked to wait, as it said it; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The method and path of the call, without its query.</summary>
    public string? Operation { get; init; }

    /// <summary>How many requests were sent.</summary>
    public int Attempts { get; init; }

    /// <summary>The idempotency key of the call. Repeating the call with this key cannot create a second object on a server that keeps keys.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// Whether the server may have carried out the call although it failed: after a timeout, a connection lost midway, or a 500, 502, 503 or 504.
    /// </summary>
    public bool MayHaveBeenProcessed { get; init; }

    /// <summary>Whether the answer is a 404.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>Whether the answer is a 409, such as a name or address that is in use.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict;

    /// <summary>Whether the answer is a 410: what was asked for is no longer kept.</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone;
}
