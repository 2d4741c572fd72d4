namespace Antiphon.Data.Embedded;

/// <summary>Where the private PostgreSQL keeps its data and finds its binaries. The defaults suit a laptop; docs/operating.md explains each.</summary>
internal sealed record EmbeddedPostgresOptions
{
    public const string DefaultDataDirectory = "data";
    public const string DefaultSharedDirectory = "/var/lib/antiphon";

    /// <summary>Relative paths start at the working directory.</summary>
    public string DataDirectory { get; init; } = DefaultDataDirectory;

    /// <summary>A directory with <c>bin/postgres</c> in it. When absent, the packages next to the application or in the checkout are used.</summary>
    public string? Binaries { get; init; }

    /// <summary>The account that runs the server when Antiphon itself runs as root; when absent, the owner of the data, <c>postgres</c> or <c>nobody</c>.</summary>
    public string? User { get; init; }

    /// <summary>Takes what lies where <see cref="User"/> may not enter. Used only when Antiphon runs as root.</summary>
    public string SharedDirectory { get; init; } = DefaultSharedDirectory;

    /// <summary>Listens on 127.0.0.1 with a free port instead of a unix socket. Windows always does.</summary>
    public bool Loopback { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Settings of postgresql.conf that win over the built-in ones.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Covers crash recovery too, which may have to replay a gigabyte of log.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a fast shutdown may take before an immediate one follows; the next start then recovers from the log.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public bool IsDurable => !Settings.TryGetValue("fsync", out var fsync) || fsync != "off";
}
