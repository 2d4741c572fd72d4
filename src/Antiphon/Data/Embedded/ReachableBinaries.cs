namespace Antiphon.Data.Embedded;

/// <summary>
/// Copies the programs when the account that must run them may not enter the place they were installed to, or when their links cannot be restored there
/// (an installation on a read-only disk). One copy serves every checkout with the same package.
/// </summary>
internal static class ReachableBinaries
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode RunnableByAll = ReadableByAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static async Task<PostgresBinaries> EnsureAsync(
        PostgresBinaries binaries, ServerAccount account, string dataDirectory, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await binaries.RestoreLinksAsync(cancellationToken);
            if (await account.MayAsync("-x", binaries.Postgres, cancellationToken))
            {
                return binaries;
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A directory that another account installed.
        }
        catch (IOException e) when (e is not FileNotFoundException and not DirectoryNotFoundException)
        {
            // A read-only disk.
        }

        var home = account.IsOther ? Path.GetFullPath(options.SharedDirectory) : dataDirectory;
        DataPlace.CreatePrivate(home, passable: account.IsOther);
        var copy = new PostgresBinaries(Path.Combine(home, $"postgres-binaries-{await FingerprintAsync(binaries, cancellationToken)}", "native"));
        if (!File.Exists(copy.Postgres))
        {
            Copy(binaries.Root, Path.GetDirectoryName(copy.Root)!);
        }

        await copy.RestoreLinksAsync(cancellationToken);
        return await account.MayAsync("-x", copy.Postgres, cancellationToken)
            ? copy
            : throw new EmbeddedPostgresException($"The account {account.UserName} may not run {copy.Postgres}; choose a shared directory that it may enter.");
    }

    private static async Task<string> FingerprintAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        await using var program = File.OpenRead(binaries.Postgres);
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(program, cancellationToken))[..12];
    }

    private static void Copy(string root, string home)
    {
        // Whole or not at all: another Antiphon may look for the copy at this moment.
        var draft = $"{home}.{Guid.CreateVersion7():N}";
        var target = Path.Combine(draft, "native");
        foreach (var source in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(IsNeeded))
        {
            var file = Path.Combine(target, Path.GetRelativePath(root, source));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Copy(source, file);
            Open(file, file.StartsWith(Path.Combine(target, "bin"), StringComparison.Ordinal));
        }

        foreach (var directory in Directory.EnumerateDirectories(draft, "*", SearchOption.AllDirectories).Append(draft))
        {
            Open(directory, runnable: true);
        }

        try
        {
            Directory.Move(draft, home);
        }
        catch (IOException) when (Directory.Exists(home))
        {
            Directory.Delete(draft, recursive: true);
        }
    }

    private static bool IsNeeded(string file) => Path.GetExtension(file) is not ".a";

    private static void Open(string path, bool runnable)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, runnable ? RunnableByAll : ReadableByAll);
        }
    }
}
