namespace Antiphon.Data.Embedded;

/// <summary>Turns what PostgreSQL or the file system says into the one sentence that an operator can act on.</summary>
internal static class Complaint
{
    public static EmbeddedPostgresException Explain(string text, string dataDirectory, string what)
    {
        if (IsDiskFull(text))
        {
            return DiskFull(dataDirectory);
        }

        return new EmbeddedPostgresException($"{what} {dataDirectory}: {LastLine(text)}");
    }

    public static EmbeddedPostgresException Explain(Exception cause, string dataDirectory) => cause switch
    {
        EmbeddedPostgresException known => known,
        IOException full when IsDiskFull(full) => DiskFull(dataDirectory, full),
        IOException other when !IsReadOnly(other) => new EmbeddedPostgresException($"The data directory {dataDirectory} cannot be used: {other.Message.TrimEnd('.')}.", other),
        _ => new EmbeddedPostgresException(
            $"The data directory {dataDirectory} is not writable for the account {Environment.UserName}: {cause.Message.TrimEnd('.')}.", cause),
    };

    public static bool IsDiskFull(string text) =>
        text.Contains("No space left on device", StringComparison.OrdinalIgnoreCase) || text.Contains("Disk quota exceeded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The last line that tells of a failure, or the last one at all; hints and time stamps are left out.</summary>
    public static string LastLine(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(l => l.Contains("FATAL:", StringComparison.Ordinal) || l.Contains("PANIC:", StringComparison.Ordinal))
            ?? lines.LastOrDefault(l => l.Contains("error:", StringComparison.OrdinalIgnoreCase))
            ?? lines.LastOrDefault();
        return line is null ? "it said nothing." : Sentence(line);
    }

    private static string Sentence(string line)
    {
        foreach (var mark in (ReadOnlySpan<string>)["FATAL:", "PANIC:", "error:"])
        {
            if (line.IndexOf(mark, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                return line[(at + mark.Length)..].Trim().TrimEnd('.') + ".";
            }
        }

        return line.TrimEnd('.') + ".";
    }

    private static EmbeddedPostgresException DiskFull(string dataDirectory, Exception? cause = null) =>
        new($"The disk that holds {dataDirectory} is full; free some space there and start Antiphon again.", cause);

    // EROFS, or ERROR_WRITE_PROTECT on Windows
    private static bool IsReadOnly(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == 19 : e.HResult == 30;

    // ENOSPC is 28 on Linux and macOS, EDQUOT 122 and 69; Windows has ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static bool IsDiskFull(IOException e) => OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is 39 or 112
        : e.HResult == 28 || e.HResult == (OperatingSystem.IsMacOS() ? 69 : 122);
}
