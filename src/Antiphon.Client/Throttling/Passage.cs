namespace Antiphon.Client.Throttling;

/// <summary>One request that was let through.</summary>
internal sealed class Passage(long number, TimeSpan sentAt)
{
    /// <summary>Counts the requests of a throttle from 1.</summary>
    public long Number => number;

    public TimeSpan SentAt => sentAt;

    /// <summary>Whether its weight is already part of the level that was seen.</summary>
    public bool IsCounted { get; set; }
}
