using System.Diagnostics;

namespace Antiphon.Limits;

/// <summary>
/// What one node knows about one bucket, and its half of the agreement between nodes. Pure: time and messages are arguments, nothing waits here.
/// Not thread-safe. The other half is the row that <see cref="BucketRows"/> keeps; docs/adr/0006 proves what the two promise.
/// </summary>
internal sealed class NodeBucket
{
    /// <summary>The row's level at the last reply and what this node admitted since, drained by this node's clock.</summary>
    private BucketState view;
    private BucketRate rate;

    // In tenths of a request: admitted here and not yet told, and told but not yet confirmed.
    private long unsynced;
    private long inFlight;

    private int waiting;
    private int asked;

    public BucketRate Rate => rate;

    /// <summary>What this node admitted and the row has not been told, in tenths of a request.</summary>
    public long Unsynced => unsynced;

    public bool HasWaiting => waiting > 0;

    /// <summary>Between <see cref="Begin"/> and its end.</summary>
    public bool IsExchanging { get; private set; }

    /// <summary>
    /// Decides about one request. False: this node must not decide alone, and the request waits for the verdicts of the next exchange.
    /// </summary>
    public bool TryTake(long now, BucketRate currentRate, long quantum, out LimitVerdict verdict)
    {
        rate = currentRate;
        (var after, verdict) = LeakyBucket.Take(view, now, rate);
        if (!verdict.Allowed)
        {
            view = after;
            return true;
        }

        // Nobody passes those who wait, and nothing is admitted here while the row decides about them: the proof needs that.
        if (waiting > 0 || unsynced + inFlight > quantum - RequestCost.Full)
        {
            waiting++;
            return false;
        }

        view = after;
        unsynced += RequestCost.Full;
        return true;
    }

    /// <summary>
    /// Lowers the cost of a request that was admitted as a full one. Among several nodes only what the row has not been told yet can be taken back.
    /// </summary>
    public LimitVerdict GiveBack(long now, BucketRate currentRate, int tenths, bool alone)
    {
        rate = currentRate;
        view = LeakyBucket.Add(view, now, rate, -(alone ? tenths : Math.Min(tenths, unsynced)));
        unsynced = Math.Max(0, unsynced - tenths);
        return LeakyBucket.Usage(view, rate);
    }

    /// <summary>Starts an exchange with the row. Exactly one of <see cref="Complete"/> and <see cref="Fail"/> must follow before the next.</summary>
    public BucketPush Begin(long now, BucketKey key, long quantum)
    {
        Debug.Assert(!IsExchanging, "one exchange at a time");
        IsExchanging = true;
        view = LeakyBucket.Drain(view, now, rate);

        // A node that was alone, or cut off, may have admitted far more over time than its bucket now holds; the rest has drained.
        var held = (view.Level + rate.UnitsPerTenth - 1) / rate.UnitsPerTenth;
        inFlight = Math.Min(unsynced, Math.Max(held, quantum == Quantum.Unlimited ? 0 : quantum));
        unsynced = 0;
        asked = waiting;
        return new(key, rate, inFlight, asked);
    }

    /// <summary>Ends an exchange. Returns the verdicts of those who waited when it began, first come first.</summary>
    /// <param name="now">The node's time.</param>
    /// <param name="reply">The row's word.</param>
    /// <param name="alone">The only node believes itself: its bucket is exact, and the row, told in lumps, may be a little fuller.</param>
    public LimitVerdict[] Complete(long now, BucketReply reply, bool alone)
    {
        inFlight = 0;
        if (!alone)
        {
            var known = (reply.LevelInMillionths - (reply.Granted * BucketReply.Token)) * (rate.UnitsPerToken / BucketReply.Token);
            view = new(known + (unsynced * rate.UnitsPerTenth), now, rate.WindowSeconds);
        }

        return Decide(granted =>
        {
            if (granted >= reply.Granted)
            {
                view = LeakyBucket.Drain(view, now, rate);
                return LeakyBucket.Refusal(view, rate);
            }

            view = LeakyBucket.Add(view, now, rate, RequestCost.Full);
            return LeakyBucket.Usage(view, rate);
        });
    }

    /// <summary>
    /// The row did not answer: this node decides by what it knows, about all who wait by now. Whether the push arrived is unknown, so it is told again:
    /// counted twice at worst, never lost.
    /// </summary>
    public LimitVerdict[] Fail(long now)
    {
        unsynced += inFlight;
        inFlight = 0;
        asked = waiting;
        return Decide(_ =>
        {
            (view, var verdict) = LeakyBucket.Take(view, now, rate);
            unsynced += verdict.Allowed ? RequestCost.Full : 0;
            return verdict;
        });
    }

    /// <summary>An empty bucket without news says nothing that a new one would not say.</summary>
    public bool IsIdle(long now, bool alone) =>
        !IsExchanging && waiting == 0 && (alone || unsynced == 0) && (view.Level == 0 || LeakyBucket.Drain(view, now, rate).Level == 0);

    private LimitVerdict[] Decide(Func<int, LimitVerdict> decide)
    {
        IsExchanging = false;
        if (asked == 0)
        {
            return [];
        }

        var verdicts = new LimitVerdict[asked];
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = decide(i);
        }

        waiting -= asked;
        asked = 0;
        return verdicts;
    }
}
