namespace Antiphon.Demo.Writing;

internal static class Moment
{
    /// <summary>The database keeps microseconds; a finer time would read back different from what was generated.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), time.Offset);
}
