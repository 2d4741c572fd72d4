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
}
