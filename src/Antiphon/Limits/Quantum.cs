namespace Antiphon.Limits;

/// <summary>
/// How much of a bucket a node may hand out on its own before it must ask the shared row, in tenths of a request.
/// The other nodes together can be ahead of what a node knows by their quanta, so these add up to a tenth of the bucket,
/// or to one request for each node where that is more. The proof is in docs/adr/0006.
/// </summary>
internal static class Quantum
{
    /// <summary>For the only node there is, which is right without asking.</summary>
    public const long Unlimited = long.MaxValue;

    public static long Of(BucketRate rate, int otherNodes) =>
        otherNodes == 0 ? Unlimited : Math.Max(1, rate.Size / (10L * otherNodes)) * RequestCost.Full;
}
