using System.ComponentModel.DataAnnotations;

namespace Antiphon.Limits;

/// <summary>Section <c>Limits</c> of the configuration. What an account may call is not here but in its settings.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Failed authentications that one source address has free in a window.</summary>
    [Range(1, 10_000)]
    public int FailedLogins { get; set; } = 20;

    [Range(1, 3_600)]
    public int FailedLoginsWindowSeconds { get; set; } = 60;

    /// <summary>Source addresses remembered at most, about 48 bytes each.</summary>
    [Range(8, 16_777_216)]
    public int FailedLoginAddresses { get; set; } = 32_768;

    /// <summary>How often a node tells the others what it let in. More often makes the limit of a cluster more exact.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan SyncEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After this long without an answer of the database the node counts alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan SyncTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a node says that it lives.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan BeatEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A node that was silent for this long no longer counts.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan NodeLifetime { get; set; } = TimeSpan.FromSeconds(5);
}
