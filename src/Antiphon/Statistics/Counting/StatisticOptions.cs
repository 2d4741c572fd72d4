using System.ComponentModel.DataAnnotations;

namespace Antiphon.Statistics.Counting;

/// <summary>Section <c>Statistics</c> of the configuration.</summary>
internal sealed class StatisticOptions
{
    public const string Section = "Statistics";

    /// <summary>How often what nobody has asked for yet is counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan CountEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often some tickets of each account are compared with what they were counted from.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromHours(1);
}
