namespace Antiphon.Data;

/// <summary>Times as PostgreSQL keeps them.</summary>
internal static class Clock
{
    /// <summary>The present, cut to microseconds, so that what a POST answers is what a GET reads.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
