using System.ComponentModel.DataAnnotations;

namespace Antiphon.Sandbox;

/// <summary>Section <c>Sandbox</c> of the configuration.</summary>
internal sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>How long a call that moves a clock may take before it answers where it has come to.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>At how many times something may be due on the way of one call.</summary>
    [Range(1, 1_000_000)]
    public int MostSteps { get; set; } = 20_000;

    /// <summary>How many snapshots a sandbox may keep.</summary>
    [Range(1, 1_000)]
    public int MostSnapshots { get; set; } = 20;

    /// <summary>How many bytes all snapshots of a sandbox may have together.</summary>
    [Range(1_000_000, long.MaxValue)]
    public long MostSnapshotBytes { get; set; } = 1L << 30;
}
