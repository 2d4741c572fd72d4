using System.ComponentModel.DataAnnotations;

namespace Antiphon.Audit;

/// <summary>Section <c>Audit</c> of the configuration.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>After how many days a row of the audit log is deleted; 0 keeps every row for ever.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 730;

    /// <summary>How often a node puts into the chain what was written since: for so long at most a row stands outside of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(1);
}
