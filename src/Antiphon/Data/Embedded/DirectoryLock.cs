namespace Antiphon.Data.Embedded;

/// <summary>
/// Says which process owns a data directory. The operating system drops the lock with the process, so a killed Antiphon leaves nothing to clean up.
/// The file stays: removing it would let two processes lock two different files of the same name.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Null when another process holds it.</summary>
    public static DirectoryLock? TryTake(string path)
    {
        try
        {
            return new DirectoryLock(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
            }));
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    // Windows: ERROR_SHARING_VIOLATION. Unix: EWOULDBLOCK of flock, 11 on Linux and 35 on macOS.
    private static bool IsSharingViolation(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == 32 : e.HResult is 11 or 35;
}
