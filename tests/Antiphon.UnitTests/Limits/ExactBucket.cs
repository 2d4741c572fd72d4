namespace Antiphon.UnitTests.Limits;

/// <summary>
/// The rate-limit section of the conventions, told a second time in fractions of tokens and seconds, with nothing of the product's code.
/// Time is given in ticks and never goes backwards here.
/// </summary>
internal sealed class ExactBucket(int size, int windowSeconds)
{
    private readonly Fraction drainPerSecond = new(size, windowSeconds);
    private Fraction level = Fraction.Zero;
    private Fraction seconds = Fraction.Zero;
    private long ticks;

    public Fraction Level => level;

    public (bool Allowed, long Used, long RetryAfter) Request(long atTicks, int tenths)
    {
        DrainTo(atTicks);
        var cost = new Fraction(tenths, 10);
        if (level + cost > size)
        {
            var wait = ((level + cost - size) / drainPerSecond).Ceiling();
            return (false, (long)level.Ceiling(), Math.Max(1, (long)wait));
        }

        level += cost;
        return (true, (long)level.Ceiling(), 0);
    }

    /// <summary>Fills the bucket however full it is.</summary>
    public void Pour(long atTicks, int tenths)
    {
        DrainTo(atTicks);
        level += new Fraction(tenths, 10);
    }

    public long TakeBack(long atTicks, int tenths)
    {
        DrainTo(atTicks);
        var back = new Fraction(tenths, 10);
        level = level < back ? Fraction.Zero : level - back;
        return (long)level.Ceiling();
    }

    public void DrainTo(long atTicks)
    {
        if (atTicks == ticks)
        {
            return;
        }

        ticks = atTicks;
        var then = new Fraction(atTicks, TimeSpan.TicksPerSecond);
        var drained = (then - seconds) * drainPerSecond;
        level = level < drained ? Fraction.Zero : level - drained;
        seconds = then;
    }
}
