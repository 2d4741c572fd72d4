namespace Antiphon.Limits;

/// <summary>A bucket in the table of this node, with those who wait for its next exchange. Everything is read and written under <see cref="Gate"/>.</summary>
internal sealed class BucketEntry(BucketKey key)
{
    public Lock Gate { get; } = new();

    public BucketKey Key => key;

    public NodeBucket Bucket { get; } = new();

    public Queue<TaskCompletionSource<LimitVerdict>> Waiting { get; } = new(0);

    /// <summary>Stands in the queue of buckets that have something to tell.</summary>
    public bool HasNews { get; set; }

    /// <summary>Stands in the queue of buckets for which somebody waits.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>Taken out of the table: whoever still holds the entry looks its key up again.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Hands the verdicts to those who wait longest.</summary>
    public void Answer(LimitVerdict[] verdicts)
    {
        foreach (var verdict in verdicts)
        {
            Waiting.Dequeue().TrySetResult(verdict);
        }
    }
}
