using System.Collections.Concurrent;

namespace Antiphon.Limits;

/// <summary>The buckets of this node: one for each account and kind of credential that called lately.</summary>
internal sealed class MemoryBuckets(TimeProvider clock)
{
    private readonly ConcurrentDictionary<BucketKey, NodeBucket> buckets = new();

    public int Count => buckets.Count;

    public LimitVerdict Take(BucketKey key, BucketRate rate)
    {
        while (true)
        {
            var bucket = buckets.GetOrAdd(key, static _ => new());
            lock (bucket.Gate)
            {
                if (!bucket.IsRetired)
                {
                    // The clock is read under the lock, so that the requests of one bucket see it in order.
                    return bucket.Take(clock.GetUtcNow().UtcTicks, rate);
                }
            }
        }
    }

    public LimitVerdict GiveBack(BucketKey key, BucketRate rate, int tenths)
    {
        while (buckets.TryGetValue(key, out var bucket))
        {
            lock (bucket.Gate)
            {
                if (!bucket.IsRetired)
                {
                    return bucket.GiveBack(clock.GetUtcNow().UtcTicks, rate, tenths);
                }
            }
        }

        return LeakyBucket.Usage(default, rate);
    }

    /// <summary>Forgets the buckets that have drained.</summary>
    public void Sweep()
    {
        foreach (var entry in buckets)
        {
            lock (entry.Value.Gate)
            {
                if (entry.Value.TryRetire(clock.GetUtcNow().UtcTicks))
                {
                    buckets.TryRemove(entry);
                }
            }
        }
    }
}
