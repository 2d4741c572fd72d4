namespace Antiphon.Limits;

/// <summary>The answer to one request: what goes into the usage header, and how long to wait when it is refused (0 when allowed).</summary>
internal readonly record struct LimitVerdict(bool Allowed, int Used, int Size, int RetryAfterSeconds)
{
    /// <summary>The value of <c>X-Gorgias-Account-Api-Call-Limit</c>.</summary>
    public string Usage => UsageHeader.Text(Used, Size);
}
