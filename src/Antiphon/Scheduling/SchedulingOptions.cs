using System.ComponentModel.DataAnnotations;

namespace Antiphon.Scheduling;

/// <summary>Section <c>Scheduling</c> of the configuration.</summary>
internal sealed class SchedulingOptions
{
    public const string Section = "Scheduling";

    /// <summary>How often a node looks for what is due when nobody tells it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);
}
