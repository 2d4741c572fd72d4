namespace Antiphon.Client.Throttling;

/// <summary>
/// What the client believes about the server's leaky bucket: how full it is, and how fast it drains. The level is what an answer last showed, drained
/// since then, plus the requests whose answers are still to come. Pure but mutable: the time is an argument, and the throttle holds its lock.
/// </summary>
internal sealed class BucketEstimate
{
    /// <summary>After this time the server has certainly counted a request, whether it has answered or not.</summary>
    private static readonly TimeSpan CountedAfter = TimeSpan.FromSeconds(5);

    private readonly DrainMeter meter = new();
    private readonly Queue<Passage> uncounted = new();
    private int uncountedNumber;
    private double seenLevel;
    private TimeSpan seenAt;

    /// <summary>The size of the bucket; null until an answer has shown it.</summary>
    public int? Limit { get; private set; }

    public double DrainPerSecond => meter.DrainPerSecond;

    /// <summary>When an answer last showed the usage.</summary>
    public TimeSpan ObservedAt { get; private set; }

    public double LevelAt(TimeSpan now)
    {
        Age(now);
        return SeenLevelAt(now) + uncountedNumber;
    }

    public void Send(Passage passage)
    {
        uncounted.Enqueue(passage);
        uncountedNumber++;
    }

    /// <summary>The request was answered with the usage.</summary>
    public void Observe(Passage passage, LimitUsage usage, TimeSpan now, bool fullCost)
    {
        Age(now);
        Count(passage);
        if (Limit != usage.Limit)
        {
            Limit = usage.Limit;
            meter.Reset(usage.Limit);
        }

        // Answers overtake each other. One to a request that left after the last answer came is certainly newer; any other only raises the level.
        var isNewer = passage.SentAt >= ObservedAt;
        seenLevel = isNewer ? usage.Used : Math.Max(usage.Used, SeenLevelAt(now));
        seenAt = now;
        if (isNewer)
        {
            ObservedAt = now;
            meter.Observe(passage.Number, usage, now, fullCost);
        }
    }

    /// <summary>The request was refused: the bucket is full, whatever was believed before.</summary>
    public void Overflow(Passage passage, TimeSpan now)
    {
        Age(now);
        Count(passage);
        meter.Forget();
        seenLevel = Math.Max(SeenLevelAt(now), Limit ?? 0);
        seenAt = now;
    }

    /// <summary>The request was not answered, or without the usage. The server may have counted it.</summary>
    public void Lose(Passage passage, TimeSpan now)
    {
        Age(now);
        if (Count(passage))
        {
            AddToSeen(now);
        }
    }

    /// <summary>How long until one more request keeps the level within the ceiling, if nothing else happens.</summary>
    public TimeSpan TimeUntilRoom(double ceiling, TimeSpan now)
    {
        var excess = LevelAt(now) + 1 - ceiling;
        return excess <= 1e-6 ? TimeSpan.Zero : TimeSpan.FromSeconds(excess / DrainPerSecond);
    }

    private double SeenLevelAt(TimeSpan now) => Math.Max(0, seenLevel - (DrainPerSecond * (now - seenAt).TotalSeconds));

    private void AddToSeen(TimeSpan now)
    {
        seenLevel = SeenLevelAt(now) + 1;
        seenAt = now;
    }

    private bool Count(Passage passage)
    {
        if (passage.IsCounted)
        {
            return false;
        }

        passage.IsCounted = true;
        uncountedNumber--;
        return true;
    }

    private void Age(TimeSpan now)
    {
        while (uncounted.TryPeek(out var oldest) && (oldest.IsCounted || now - oldest.SentAt >= CountedAfter))
        {
            uncounted.Dequeue();
            if (Count(oldest))
            {
                AddToSeen(now);
            }
        }
    }
}
