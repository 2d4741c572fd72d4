namespace Antiphon.Client;

/// <summary>A range of time by which some lists can be filtered. Antiphon only: the query asks for extensions, and Gorgias answers it with 400.</summary>
public sealed record TimeRange
{
    /// <summary>At this time or later (<c>[gte]</c>).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Later than this time (<c>[gt]</c>).</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>At this time or earlier (<c>[lte]</c>).</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Earlier than this time (<c>[lt]</c>).</summary>
    public DateTimeOffset? Before { get; init; }
}
