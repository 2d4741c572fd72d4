namespace Antiphon.Secrets;

/// <summary>Where the master key comes from; docs/operating.md explains it.</summary>
internal sealed class SecretOptions
{
    public const string Section = "Secrets";

    /// <summary>32 bytes as base64. Wins over <see cref="KeyFile"/>.</summary>
    public string? Key { get; set; }

    /// <summary>A file that holds such a key.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A second key while the master key changes: it opens what was sealed with it, and seals nothing. Wins over <see cref="OtherKeyFile"/>.</summary>
    public string? OtherKey { get; set; }

    /// <summary>A file that holds it.</summary>
    public string? OtherKeyFile { get; set; }
}
