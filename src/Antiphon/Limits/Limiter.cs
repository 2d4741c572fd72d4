namespace Antiphon.Limits;

/// <summary>Decides for each API request whether it is within the plan of its account.</summary>
internal sealed class Limiter(MemoryBuckets buckets)
{
    /// <summary>
    /// Counts one request. Completes at once, and allocates nothing, unless the nodes of a cluster must first agree.
    /// </summary>
    public ValueTask<LimitVerdict> TakeAsync(long accountId, CredentialKind kind, LimitPlan plan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rate = plan.RateOf(kind);
        return plan.IsUnlimited ? new(LeakyBucket.Usage(default, rate)) : new(buckets.Take(new(accountId, kind), rate));
    }

    /// <summary>
    /// A request that was admitted turned out to cost less than a full one, for instance <see cref="RequestCost.NotModified"/>.
    /// Returns the verdict whose usage the response then shows.
    /// </summary>
    public LimitVerdict Lower(long accountId, CredentialKind kind, LimitPlan plan, int actualCostInTenths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actualCostInTenths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(actualCostInTenths, RequestCost.Full);
        var rate = plan.RateOf(kind);
        return plan.IsUnlimited
            ? LeakyBucket.Usage(default, rate)
            : buckets.GiveBack(new(accountId, kind), rate, RequestCost.Full - actualCostInTenths);
    }
}
