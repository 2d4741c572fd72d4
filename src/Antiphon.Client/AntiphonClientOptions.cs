namespace Antiphon.Client;

/// <summary>Settings of a client. The defaults suit both Antiphon and Gorgias.</summary>
public sealed record AntiphonClientOptions
{
    /// <summary>
    /// Sends the requests instead of the client's own connections; it is not disposed with the client. It must not follow redirects by itself, or
    /// credentials are lost on a merged customer. Its own timeout applies in addition to <see cref="AttemptTimeout"/>.
    /// </summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>As <see cref="HttpClient"/>, one level lower; not disposed with the client. Ignored when there is an <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The clock of timeouts, pauses and pace.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of jitter.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>
    /// Paces the calls by the usage header. Give several clients the same instance when they use the same kind of credential of the same account,
    /// because they share its limit. Made by the client when null.
    /// </summary>
    public AdaptiveThrottle? Throttle { get; init; }

    /// <summary>Whether calls are paced at all. Without pacing, 429 and <c>Retry-After</c> are still obeyed.</summary>
    public bool IsPaced { get; init; } = true;

    /// <summary>The lane of calls that name none.</summary>
    public Lane Lane { get; init; } = Lane.Normal;

    /// <summary>How long one attempt may take. The whole call is bounded by the caller's cancellation token only.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is repeated after a lost connection, a timeout or a 502, 503 or 504; for a GET also after a 500.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>How often a call is repeated after a 429, which is always safe because the server has not processed the request.</summary>
    public int MaxRateLimitRetries { get; init; } = 8;

    /// <summary>
    /// The wait before repetition n is random between zero and this times 2ⁿ⁻¹ ("full jitter"), at most <see cref="MaxRetryDelay"/>, and never less
    /// than the server's <c>Retry-After</c>.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most that <see cref="RetryDelay"/> grows to.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether the server keeps <c>Idempotency-Key</c>, so that a POST can be repeated safely. Null decides by the host: every host but
    /// <c>*.gorgias.com</c>. Set it to true when such a name leads to an Antiphon server.
    /// </summary>
    public bool? ServerKeepsIdempotencyKeys { get; init; }

    /// <summary>
    /// Repeats a POST after an ambiguous failure (a timeout, a lost connection, a 502) even if the server keeps no idempotency keys. The object may
    /// then exist twice, and a customer may receive a message twice.
    /// </summary>
    public bool RetryAmbiguousPosts { get; init; }

    /// <summary>The largest answer that is read into memory, in bytes.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Stands before the client's own name in <c>User-Agent</c>, for example <c>acme-sync/2.1</c>.</summary>
    public string? UserAgent { get; init; }
}
