namespace Antiphon.Limits;

/// <summary>What this node last heard about the others.</summary>
internal sealed class ClusterView
{
    private volatile int others;
    private volatile bool answers;

    public Guid NodeId { get; } = Guid.NewGuid();

    /// <summary>Whether the database answered when it was last asked.</summary>
    public bool DatabaseAnswers => answers;

    /// <summary>
    /// The only node, or one that is cut off from the database. The second counts alone as well: requests are let in by what the node knows
    /// (fail-open), because without the database they fail by themselves, and a stalled limiter would only make all of them wait first.
    /// </summary>
    public bool IsAlone => others == 0 || !answers;

    public long QuantumOf(BucketRate rate) => answers ? Quantum.Of(rate, others) : Quantum.Unlimited;

    public void Heard(int otherNodes)
    {
        others = otherNodes;
        answers = true;
    }

    public void Lost() => answers = false;
}
