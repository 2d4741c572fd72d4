using System.ComponentModel.DataAnnotations;

namespace Antiphon.Changes;

/// <summary>Section <c>Changes</c> of the configuration.</summary>
internal sealed class ChangeOptions
{
    public const string Section = "Changes";

    /// <summary>After how many days a change can no longer be read and is deleted; 0 keeps every change for ever.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>How often a node looks for changes while somebody waits for them: most of the time between a change and the news of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10")]
    public TimeSpan Beat { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How often changes get their numbers when nobody reads them.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(10);
}
