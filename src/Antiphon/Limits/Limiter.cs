namespace Antiphon.Limits;

/// <summary>Decides for each API request whether it is within the plan of its account.</summary>
internal sealed class Limiter(SharedBuckets buckets)
{
    /// <summary>
    /// Counts one request. Completes at once, and allocates nothing, unless this node must first agree with the others.
    /// </summary>
    public ValueTask<LimitVerdict> TakeAsync(long accountId, CredentialKind kind, LimitPlan plan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rate = plan.RateOf(kind);
        return plan.IsUnlimited ? new(LeakyBucket.Usage(default, rate)) : buckets.TakeAsync(new(accountId, kind), rate, cancellationToken);
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
