using System.Collections.Concurrent;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Limits;

/// <summary>The buckets of this node: one for each account and kind of credential that called lately.</summary>
internal sealed class MemoryBuckets(TimeProvider clock)
{
    private readonly TimeProvider clock = clock.Ordinary();
    private readonly ConcurrentDictionary<BucketKey, BucketEntry> entries = new();

    public int Count => entries.Count;

    /// <summary>The bucket of this key, made when there is none. Look at <see cref="BucketEntry.IsRetired"/> under its lock.</summary>
    public BucketEntry Of(BucketKey key) => entries.GetOrAdd(key, static key => new(key));

    /// <summary>Forgets the buckets that have drained.</summary>
    public void Sweep(bool alone)
    {
        foreach (var (key, entry) in entries)
        {
            lock (entry.Gate)
            {
                if (entry.Bucket.IsIdle(clock.GetUtcNow().UtcTicks, alone))
                {
                    entry.IsRetired = true;
                    entries.TryRemove(new(key, entry));
                }
            }
        }
    }
}
