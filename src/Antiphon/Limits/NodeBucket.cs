namespace Antiphon.Limits;

/// <summary>
/// What this node believes about one bucket. Not thread-safe: whoever uses it holds <see cref="Gate"/>.
/// </summary>
internal sealed class NodeBucket
{
    private BucketState view;
    private BucketRate rate;

    public Lock Gate { get; } = new();

    /// <summary>Taken out of the table. Whoever still holds a reference looks the bucket up again.</summary>
    public bool IsRetired { get; private set; }

    public LimitVerdict Take(long now, BucketRate currentRate)
    {
        rate = currentRate;
        (view, var verdict) = LeakyBucket.Take(view, now, rate);
        return verdict;
    }

    /// <summary>Lowers the cost of a request that was admitted as a full one.</summary>
    public LimitVerdict GiveBack(long now, BucketRate currentRate, int tenths)
    {
        rate = currentRate;
        view = LeakyBucket.Add(view, now, rate, -tenths);
        return LeakyBucket.Usage(view, rate);
    }

    /// <summary>An empty bucket says nothing that a new one would not say.</summary>
    public bool TryRetire(long now)
    {
        IsRetired |= view.Level == 0 || LeakyBucket.Drain(view, now, rate).Level == 0;
        return IsRetired;
    }
}
