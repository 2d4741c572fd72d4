namespace Antiphon.Data.Embedded;

/// <summary>
/// Decides where the cluster lies. That is <c>postgres/</c> in the data directory, unless root keeps the data where the server's account may not enter
/// (a checkout in /root): then <c>postgres</c> is a link to a directory under <see cref="EmbeddedPostgresOptions.SharedDirectory"/>.
/// </summary>
internal static class DataPlace
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static string LinkIn(string dataDirectory) => Path.Combine(dataDirectory, "postgres");

    public static string LockIn(string dataDirectory) => Path.Combine(dataDirectory, "antiphon.lock");

    /// <summary>The path without symbolic links on the way, as the kernel names it.</summary>
    public static string Physical(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        parent = Physical(parent);
        path = Path.Combine(parent, Path.GetFileName(path));
        return new DirectoryInfo(path).LinkTarget is { } target ? Physical(Path.GetFullPath(target, parent)) : path;
    }

    public static void CreatePrivate(string directory, bool passable)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, passable ? Private | Passable : Private);
        }
    }

    public static async Task<string> ResolveAsync(string dataDirectory, ServerAccount account, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var link = LinkIn(dataDirectory);
        if (new DirectoryInfo(link).LinkTarget is { } target)
        {
            var elsewhere = Path.GetFullPath(target, dataDirectory);
            return Directory.Exists(elsewhere)
                ? Physical(elsewhere)
                : throw new EmbeddedPostgresException($"{link} leads to {elsewhere}, which does not exist; put the database back there, or remove the link to begin a new one.");
        }

        if (!account.IsOther || await IsPassableAsync(dataDirectory, account, cancellationToken))
        {
            return link;
        }

        if (Directory.Exists(link))
        {
            throw new EmbeddedPostgresException($"The account {account.UserName} runs PostgreSQL and may not enter {dataDirectory}; move the data to a directory that it may enter.");
        }

        var shared = Path.GetFullPath(options.SharedDirectory);
        CreatePrivate(shared, passable: true);
        return Path.Combine(Physical(shared), "postgres-" + Guid.CreateVersion7().ToString("N"));
    }

    private static async Task<bool> IsPassableAsync(string dataDirectory, ServerAccount account, CancellationToken cancellationToken)
    {
        if (await account.MayAsync("-x", dataDirectory, cancellationToken))
        {
            return true;
        }

        // Only the directory itself is closed, and nothing but our lock is in it: it is ours to open. Anything else of the operator's stays as it is.
        if (OperatingSystem.IsWindows()
            || Path.GetDirectoryName(dataDirectory) is not { } parent || !await account.MayAsync("-x", parent, cancellationToken)
            || Directory.EnumerateFileSystemEntries(dataDirectory).Any(entry => entry != LockIn(dataDirectory)))
        {
            return false;
        }

        File.SetUnixFileMode(dataDirectory, File.GetUnixFileMode(dataDirectory) | Passable);
        return await account.MayAsync("-x", dataDirectory, cancellationToken);
    }
}
