namespace Antiphon.Limits;

/// <summary>
/// The bucket of the rate limit (docs: conventions, "Rate limiting"): usage drains steadily instead of being reset.
/// Pure: the time is an argument, in ticks, and all arithmetic is on integers.
/// </summary>
internal static class LeakyBucket
{
    /// <summary>Admits the request if it still fits. A refused request does not fill the bucket.</summary>
    public static (BucketState State, LimitVerdict Verdict) Take(BucketState state, long now, BucketRate rate, int costInTenths = RequestCost.Full)
    {
        var drained = Drain(state, now, rate);
        var after = drained.Level + (costInTenths * rate.UnitsPerTenth);
        if (after > rate.Capacity)
        {
            return (drained, Refusal(drained, rate, costInTenths));
        }

        drained = drained with { Level = after };
        return (drained, Usage(drained, rate));
    }

    /// <summary>Adds to the level (or, negative, takes back from it) whether it fits or not.</summary>
    public static BucketState Add(BucketState state, long now, BucketRate rate, long tenths)
    {
        var drained = Drain(state, now, rate);
        return drained with { Level = Math.Max(0, drained.Level + (tenths * rate.UnitsPerTenth)) };
    }

    public static BucketState Drain(BucketState state, long now, BucketRate rate)
    {
        var level = state.WindowSeconds == rate.WindowSeconds ? state.Level : Rescale(state, rate);
        var elapsed = now - state.At;
        if (elapsed < 0)
        {
            // A clock that was set back drains nothing. After a long step the bucket follows the new time, or it would never drain again.
            return new(level, -elapsed > rate.WindowTicks ? now : state.At, rate.WindowSeconds);
        }

        // Compared before it is multiplied: after a year of silence the product would not fit.
        var left = elapsed > level / rate.DrainPerTick ? 0 : level - (elapsed * rate.DrainPerTick);
        return new(left, now, rate.WindowSeconds);
    }

    /// <summary>The verdict of an admitted request, of which <paramref name="state"/> is the outcome.</summary>
    public static LimitVerdict Usage(BucketState state, BucketRate rate) => new(Allowed: true, Used(state, rate), rate.Size, 0);

    /// <summary>The verdict of a refused request; <paramref name="state"/> must be drained up to now.</summary>
    public static LimitVerdict Refusal(BucketState state, BucketRate rate, int costInTenths = RequestCost.Full)
    {
        var excess = state.Level + (costInTenths * rate.UnitsPerTenth) - rate.Capacity;
        return new(Allowed: false, Used(state, rate), rate.Size, (int)Math.Clamp(CeilingOf(excess, rate.DrainPerSecond), 1, int.MaxValue));
    }

    // A level above the size (after a change to a smaller plan) shows as full: clients compute with the quotient.
    private static int Used(BucketState state, BucketRate rate) => (int)Math.Min(CeilingOf(state.Level, rate.UnitsPerToken), rate.Size);

    // The plan of an account may change to another window, and with it the unit; rounded up, in favour of the limit.
    private static long Rescale(BucketState state, BucketRate rate) => state.WindowSeconds == 0
        ? state.Level
        : (long)((((Int128)state.Level * rate.WindowSeconds) + state.WindowSeconds - 1) / state.WindowSeconds);

    private static long CeilingOf(long value, long divisor) => value <= 0 ? 0 : ((value - 1) / divisor) + 1;
}
