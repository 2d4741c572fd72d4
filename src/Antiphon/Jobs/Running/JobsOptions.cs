using System.ComponentModel.DataAnnotations;

namespace Antiphon.Jobs.Running;

/// <summary>Section <c>Jobs</c> of the configuration.</summary>
internal sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>How long a node may be silent before another takes its job over. A piece of a job must take less.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a node looks for work that nobody announced.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Jobs of one node at the same time, each of another account; 0 on a node that leaves them to others.</summary>
    [Range(0, 100)]
    public int MaxParallel { get; set; } = 2;

    /// <summary>How long a job rests after a piece of it broke, the first time; twice as long each time after.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Rest { get; set; } = TimeSpan.FromSeconds(5);
}
