using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Limits;

/// <summary>
/// The buckets of this node, kept in step with those of the other nodes. Requests are decided from memory; the exchanges with the shared rows
/// happen in rounds, one statement for all buckets that have news, of which a request waits only when its node's quantum is spent.
/// </summary>
internal sealed class SharedBuckets(MemoryBuckets memory, ClusterView cluster, SyncRows syncRows, IOptions<LimitOptions> options, TimeProvider clock)
{
    private readonly TimeProvider clock = clock.Ordinary();
    private const int MaxBucketsInRound = 1_000;

    private readonly ConcurrentQueue<BucketEntry> news = new();
    private readonly ConcurrentQueue<BucketEntry> urgent = new();
    private readonly Channel<bool> nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long Now => clock.GetUtcNow().UtcTicks;

    public ValueTask<LimitVerdict> TakeAsync(BucketKey key, BucketRate rate, CancellationToken cancellationToken)
    {
        while (true)
        {
            var entry = memory.Of(key);
            lock (entry.Gate)
            {
                if (entry.IsRetired)
                {
                    continue;
                }

                // The clock is read under the lock, so that the requests of one bucket see it in order.
                var decided = entry.Bucket.TryTake(Now, rate, cluster.QuantumOf(rate), out var verdict);
                if (decided)
                {
                    Queue(entry);
                    return new(verdict);
                }

                var waiter = new TaskCompletionSource<LimitVerdict>(TaskCreationOptions.RunContinuationsAsynchronously);
                entry.Waiting.Enqueue(waiter);
                Queue(entry);
                return new(waiter.Task.WaitAsync(cancellationToken));
            }
        }
    }

    public LimitVerdict GiveBack(BucketKey key, BucketRate rate, int tenths)
    {
        while (true)
        {
            var entry = memory.Of(key);
            lock (entry.Gate)
            {
                if (!entry.IsRetired)
                {
                    return entry.Bucket.GiveBack(Now, rate, tenths, cluster.IsAlone);
                }
            }
        }
    }

    /// <summary>Waits until a request needs a round.</summary>
    public async Task WhenUrgentAsync(CancellationToken cancellationToken) => await nudges.Reader.ReadAsync(cancellationToken);

    /// <summary>
    /// One exchange with the shared rows: of the buckets for which requests wait, or of all that have something to tell. Never two at a time.
    /// </summary>
    /// <returns>Whether the round was full, so that another should follow.</returns>
    public async Task<bool> RunRoundAsync(bool everything, CancellationToken cancellationToken)
    {
        var (entries, pushes) = Collect(everything);
        if (pushes.Count == 0)
        {
            return false;
        }

        var replies = await AskAsync(pushes, cancellationToken);
        for (var i = 0; i < entries.Count; i++)
        {
            Settle(entries[i], replies?[i]);
        }

        return pushes.Count == MaxBucketsInRound && replies is not null;
    }

    private async Task<IReadOnlyList<BucketReply>?> AskAsync(List<BucketPush> pushes, CancellationToken cancellationToken)
    {
        if (!cluster.DatabaseAnswers)
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(options.Value.SyncTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await syncRows(pushes, either.Token);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or TimeoutException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                cluster.Lost();
            }

            return null;
        }
    }

    private (List<BucketEntry> Entries, List<BucketPush> Pushes) Collect(bool everything)
    {
        List<BucketEntry> entries = [];
        List<BucketPush> pushes = [];
        while (pushes.Count < MaxBucketsInRound && TryNext(everything, out var entry))
        {
            lock (entry.Gate)
            {
                // A bucket may stand in both queues; what it has to say during an exchange is queued again when that ends.
                if (!entry.IsRetired && !entry.Bucket.IsExchanging && (entry.Bucket.HasWaiting || entry.Bucket.Unsynced > 0))
                {
                    pushes.Add(entry.Bucket.Begin(Now, entry.Key, cluster.QuantumOf(entry.Bucket.Rate)));
                    entries.Add(entry);
                }
            }
        }

        return (entries, pushes);
    }

    private bool TryNext(bool everything, [NotNullWhen(true)] out BucketEntry? entry)
    {
        if (urgent.TryDequeue(out entry))
        {
            lock (entry.Gate)
            {
                entry.IsUrgent = false;
            }

            return true;
        }

        if (everything && news.TryDequeue(out entry))
        {
            lock (entry.Gate)
            {
                entry.HasNews = false;
            }

            return true;
        }

        return false;
    }

    private void Settle(BucketEntry entry, BucketReply? reply)
    {
        lock (entry.Gate)
        {
            entry.Answer(reply is { } word ? entry.Bucket.Complete(Now, word, cluster.IsAlone) : entry.Bucket.Fail(Now));
            Queue(entry);
        }
    }

    // Under the lock of the entry.
    private void Queue(BucketEntry entry)
    {
        if (entry.Bucket.HasWaiting && !entry.IsUrgent)
        {
            entry.IsUrgent = true;
            urgent.Enqueue(entry);
            nudges.Writer.TryWrite(true);
        }
        else if (entry.Bucket.Unsynced > 0 && !entry.HasNews)
        {
            entry.HasNews = true;
            news.Enqueue(entry);
        }
    }
}
