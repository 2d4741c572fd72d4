using System.Globalization;

namespace Antiphon.Data.Embedded;

/// <summary>postmaster.pid, in which a running server says who it is and whether it takes connections (PostgreSQL documentation, "Database File Layout").</summary>
/// <param name="Started">Whole seconds.</param>
internal sealed record PidFile(int ProcessId, DateTimeOffset? Started, int Port, string? SocketDirectory, string? Status)
{
    private const int StartedLine = 2;
    private const int PortLine = 3;
    private const int SocketDirectoryLine = 4;
    private const int StatusLine = 7;

    public bool IsReady => Status == "ready";

    public static string PathIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>Null when there is none, or when the server has not finished its first line yet.</summary>
    public static PidFile? Read(string cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(cluster));
        }
        catch (IOException)
        {
            return null;
        }

        return Number(0) is { } processId
            // A stand-alone server (single-user mode) notes its id with a minus sign.
            ? new PidFile((int)Math.Abs(processId), Time(Number(StartedLine)), (int)(Number(PortLine) ?? 0), Line(SocketDirectoryLine), Line(StatusLine))
            : null;

        static DateTimeOffset? Time(long? seconds) => seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known) : null;

        long? Number(int index) => long.TryParse(Line(index), CultureInfo.InvariantCulture, out var number) ? number : null;

        string? Line(int index) => lines.Length > index && lines[index].Trim() is { Length: > 0 } text ? text : null;
    }
}
