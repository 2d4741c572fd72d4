using System.ComponentModel.DataAnnotations;

namespace Antiphon.Tickets.Snooze;

/// <summary>Section <c>Snooze</c> of the configuration.</summary>
internal sealed class SnoozeOptions
{
    public const string Section = "Snooze";

    /// <summary>How often the server looks for tickets whose snooze is over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan WakeEvery { get; set; } = TimeSpan.FromSeconds(5);
}
