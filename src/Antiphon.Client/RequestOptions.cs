namespace Antiphon.Client;

/// <summary>What a caller may decide about one call. All members are optional.</summary>
public sealed record RequestOptions
{
    /// <summary>How urgent the call is; the client's own lane when null.</summary>
    public Lane? Lane { get; init; }

    /// <summary>
    /// The <c>Idempotency-Key</c> of a POST, at most 255 characters. Generated when null. Give your own, such as the number of an order, to make the
    /// call safe across restarts of your program; use it for one object only.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// Changes the object only if its ETag is still this one; otherwise the call fails with status 412. Antiphon only: Gorgias ignores it.
    /// </summary>
    public string? IfMatch { get; init; }

    /// <summary>How long one attempt may take, from the sending to the last byte of the answer; the client's own setting when null.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>How often a failed call may be repeated; the client's own setting when null.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Called with the status and headers of the final answer, before the call returns or throws.</summary>
    public Action<ResponseInfo>? OnResponse { get; init; }
}
