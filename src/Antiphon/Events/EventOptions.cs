using System.ComponentModel.DataAnnotations;

namespace Antiphon.Events;

/// <summary>Section <c>Events</c> of the configuration.</summary>
internal sealed class EventOptions
{
    public const string Section = "Events";

    /// <summary>After how many days an event can no longer be read and is deleted; 0 keeps every event for ever.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 365;

    /// <summary>
    /// How many events one node handles at the same time, for each of those who act on events one by one; of webhooks, which take a hundred at once, half as many takings.
    /// </summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 4;

    /// <summary>How often the queue of events is looked at when nobody says that something is in it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);
}
