namespace Antiphon.Data.Embedded;

/// <summary>Creates the database cluster once, and refuses one that another major version wrote.</summary>
internal static class Cluster
{
    private static readonly string WideCharacters = OperatingSystem.IsWindows() ? "en-US" : OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C.UTF-8";

    public static bool Exists(string cluster) => File.Exists(VersionFile(cluster));

    public static async Task EnsureAsync(ServerSite site, string secret, CancellationToken cancellationToken)
    {
        if (Exists(site.Cluster))
        {
            await CheckVersionAsync(site, cancellationToken);
            return;
        }

        if (Directory.Exists(site.Cluster) && Directory.EnumerateFileSystemEntries(site.Cluster).Any())
        {
            throw new EmbeddedPostgresException($"{site.Cluster} is not empty and holds no database; choose another data directory or clear this one.");
        }

        await CreateAsync(site, secret, cancellationToken);
    }

    private static string VersionFile(string cluster) => Path.Combine(cluster, "PG_VERSION");

    private static async Task CheckVersionAsync(ServerSite site, CancellationToken cancellationToken)
    {
        var found = (await File.ReadAllTextAsync(VersionFile(site.Cluster), cancellationToken)).Trim();
        var answer = await Tool.RunAsync(site.Binaries.Postgres, ["-V"], site.Account, cancellationToken);
        answer.EnsureSucceeded();

        // "postgres (PostgreSQL) 18.4", with whatever a distribution appends
        var ours = answer.Output[(answer.Output.IndexOf(')', StringComparison.Ordinal) + 1)..].Trim();
        if (found != new string([.. ours.TakeWhile(char.IsAsciiDigit)]))
        {
            throw new EmbeddedPostgresException(
                $"The database in {site.DataDirectory} belongs to PostgreSQL {found} but this Antiphon brings {ours}; dump it with the old version and restore it, or choose another data directory.");
        }
    }

    /// <summary>Under another name first, so that a start killed half-way leaves nothing that looks like a database.</summary>
    private static async Task CreateAsync(ServerSite site, string secret, CancellationToken cancellationToken)
    {
        var draft = site.Cluster + ".new";
        var passwordFile = site.Cluster + ".password";
        Remove(draft);
        try
        {
            DataPlace.CreatePrivate(draft, passable: false);
            await ServerSecret.WritePrivateAsync(passwordFile, secret, cancellationToken);
            await site.Account.OwnAsync(draft, cancellationToken);
            await site.Account.OwnAsync(passwordFile, cancellationToken);

            var answer = await InitialiseAsync(site, draft, passwordFile, WideCharacters, cancellationToken);
            if (!answer.Succeeded && answer.Error.Contains("invalid locale name", StringComparison.Ordinal))
            {
                answer = await InitialiseAsync(site, draft, passwordFile, "C", cancellationToken);
            }

            if (!answer.Succeeded)
            {
                throw Complaint.Explain(answer.Error, site.DataDirectory, "PostgreSQL could not create its database in");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(site.Cluster)!);
            if (Directory.Exists(site.Cluster))
            {
                Directory.Delete(site.Cluster);
            }

            Directory.Move(draft, site.Cluster);
            if (DataPlace.LinkIn(site.DataDirectory) is var link && link != site.Cluster)
            {
                Directory.CreateSymbolicLink(link, site.Cluster);
            }
        }
        finally
        {
            File.Delete(passwordFile);
            Remove(draft);
        }
    }

    private static Task<ToolAnswer> InitialiseAsync(ServerSite site, string draft, string passwordFile, string characterClasses, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-D", draft, "--username", ServerAddress.Role, "--pwfile", passwordFile, "--auth", "scram-sha-256",
            // The same order and case rules on every machine; no library of the operating system can change them under an index.
            "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            // pg_trgm alone still asks the operating system what a letter is, and in plain C it finds none outside ASCII.
            "--lc-ctype", characterClasses,
        ];
        return Tool.RunAsync(site.Binaries.InitDb, site.Options.IsDurable ? arguments : [.. arguments, "--no-sync"], site.Account, cancellationToken);
    }

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
