namespace Antiphon.Limits;

/// <summary>
/// <paramref name="Size"/> requests for each window of <paramref name="WindowSeconds"/>: a full bucket drains in one window.
/// Levels are counted in units of which a token has 10 × the ticks of the window. In that unit a tick drains a whole
/// number (10 × size) and a tenth of a token is a whole number too, so nothing is ever rounded.
/// </summary>
internal readonly record struct BucketRate
{
    public const int MaxSize = 100_000;
    public const int MaxWindowSeconds = 86_400;

    public BucketRate(int size, int windowSeconds)
    {
        if (!IsPossible(size, windowSeconds))
        {
            throw new ArgumentOutOfRangeException(nameof(size), $"{size} requests in {windowSeconds} seconds cannot be counted.");
        }

        Size = size;
        WindowSeconds = windowSeconds;
    }

    public int Size { get; }

    public int WindowSeconds { get; }

    public long WindowTicks => WindowSeconds * TimeSpan.TicksPerSecond;

    public long UnitsPerTenth => WindowTicks;

    public long UnitsPerToken => WindowTicks * RequestCost.Full;

    public long DrainPerTick => (long)Size * RequestCost.Full;

    public long DrainPerSecond => DrainPerTick * TimeSpan.TicksPerSecond;

    public long Capacity => Size * UnitsPerToken;

    /// <summary>Beyond these limits a level would no longer fit 64 bits with room to spare.</summary>
    public static bool IsPossible(int size, int windowSeconds) => size is >= 1 and <= MaxSize && windowSeconds is >= 1 and <= MaxWindowSeconds;
}
