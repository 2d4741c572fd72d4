namespace Antiphon.Client.Throttling;

/// <summary>
/// Learns how fast the bucket drains for us: our requests minus the change of the level, per second. Requests of other programs on the same account
/// lower the result, which is right, because they take away from what is ours to use.
/// </summary>
internal sealed class DrainMeter
{
    // The documented window of the standard plan, until the real drain has been seen.
    private const double StandardWindowSeconds = 20;
    private const double LongestWindowSeconds = 120;
    private const double ShortestWindowSeconds = 2;
    private const double Weight = 0.3;

    // Used counts are whole numbers, so a shorter sample would measure the rounding.
    private static readonly TimeSpan SampleLength = TimeSpan.FromSeconds(5);

    private (long Number, int Used, TimeSpan At)? anchor;

    public double DrainPerSecond { get; private set; } = 2;

    public void Reset(int limit)
    {
        DrainPerSecond = limit / StandardWindowSeconds;
        Forget();
    }

    /// <summary>Begins a new sample: something happened that was not worth one request.</summary>
    public void Forget() => anchor = null;

    public void Observe(long number, LimitUsage usage, TimeSpan now, bool fullCost)
    {
        // A bucket that ran empty meanwhile has drained less than it could.
        if (usage.Used <= 1 || !fullCost)
        {
            Forget();
            return;
        }

        if (anchor is not { } from)
        {
            anchor = (number, usage.Used, now);
            return;
        }

        var elapsed = now - from.At;
        if (elapsed >= SampleLength)
        {
            var drained = number - from.Number - (usage.Used - from.Used);
            var sample = Math.Clamp(drained / elapsed.TotalSeconds, usage.Limit / LongestWindowSeconds, usage.Limit / ShortestWindowSeconds);
            DrainPerSecond += Weight * (sample - DrainPerSecond);
            anchor = (number, usage.Used, now);
        }
    }
}
