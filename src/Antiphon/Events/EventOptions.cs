using System.ComponentModel.DataAnnotations;

namespace Antiphon.Events;

/// <summary>Section <c>Events</c> of the configuration.</summary>
internal sealed class EventOptions
{
    public const string Section = "Events";

    /// <summary>After how many days an event can no longer be read and is deleted; 0 keeps every event for ever.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 365;
}
