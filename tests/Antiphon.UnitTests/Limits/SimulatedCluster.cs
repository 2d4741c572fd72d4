using Antiphon.Limits;

namespace Antiphon.UnitTests.Limits;

internal enum Move
{
    Request,
    GiveBack,
    Send,
    Arrive,
    Answer,
}

/// <summary>
/// Several nodes, one row, and the messages between them, each of which may take any time. The clocks of nodes and database show different
/// times, and run at the same speed. Everything that any node lets in is poured into one exact bucket, which tells the truth.
/// </summary>
internal sealed class SimulatedCluster
{
    private static readonly Fraction Rounding = new(1, 1_000);
    private static readonly BucketKey Key = new(1, CredentialKind.ApiKey);

    private readonly BucketRate rate;
    private readonly long quantum;
    private readonly SharedRow row = new();
    private readonly Node[] nodes;
    private readonly ExactBucket truth;
    private long now;

    public SimulatedCluster(BucketRate rate, int nodeCount, long[] clockOffsets)
    {
        this.rate = rate;
        quantum = Quantum.Of(rate, nodeCount - 1);
        truth = new(rate.Size, rate.WindowSeconds);
        nodes = [.. Enumerable.Range(0, nodeCount).Select(i => new Node { ClockOffset = clockOffsets[i % clockOffsets.Length] })];
        HighestAllowed = rate.Size + ((nodeCount - 1) * new Fraction(quantum, 10));
        Slack = nodeCount * new Fraction(quantum, 10);
    }

    public Fraction HighestAllowed { get; }

    /// <summary>How far the level that a node believes in may lie above the truth, apart from the time that an answer travels.</summary>
    public Fraction Slack { get; }

    public Fraction HighestSeen { get; private set; } = Fraction.Zero;

    public int Admitted { get; private set; }

    public int Refused { get; private set; }

    public void Pass(long ticks) => now += ticks;

    public void Do(Move move, int which)
    {
        var node = nodes[which % nodes.Length];
        switch (move)
        {
            case Move.Request:
                Request(node);
                break;
            case Move.GiveBack:
                GiveBack(node);
                break;
            case Move.Send when node.Sent is null && node.Arrived is null && (node.Bucket.HasWaiting || node.Bucket.Unsynced > 0):
                node.Sent = node.Bucket.Begin(now + node.ClockOffset, Key, quantum);
                break;
            case Move.Arrive when node.Sent is { } push:
                Arrive(node, push);
                break;
            case Move.Answer when node.Arrived is { } reply:
                node.Bucket.Complete(now + node.ClockOffset, reply, alone: false);
                node.Travelled = now - node.ArrivedAt;
                node.Arrived = null;
                break;
        }
    }

    private void Request(Node node)
    {
        if (!node.Bucket.TryTake(now + node.ClockOffset, rate, quantum, out var verdict))
        {
            return;
        }

        if (verdict.Allowed)
        {
            Pour(RequestCost.Full);
        }
        else
        {
            CheckRefusal(Slack + (new Fraction(node.Travelled, TimeSpan.TicksPerSecond) * rate.Size / rate.WindowSeconds));
        }
    }

    // A 304: what the row has been told already cannot be taken back.
    private void GiveBack(Node node)
    {
        var before = node.Bucket.Unsynced;
        node.Bucket.GiveBack(now + node.ClockOffset, rate, 9, alone: false);
        truth.TakeBack(now, (int)(before - node.Bucket.Unsynced));
    }

    private void Arrive(Node node, BucketPush push)
    {
        // The database keeps microseconds. Its clock is off as well, which nobody notices.
        var reply = row.Apply(push, (now / 10) + 777_777_777);
        for (var i = 0; i < reply.Granted; i++)
        {
            Pour(RequestCost.Full);
        }

        if (reply.Granted < push.Wanted)
        {
            CheckRefusal(Slack);
        }

        (node.Sent, node.Arrived, node.ArrivedAt) = (null, reply, now);
    }

    private void Pour(int tenths)
    {
        truth.Pour(now, tenths);
        Admitted++;
        HighestSeen = truth.Level > HighestSeen ? truth.Level : HighestSeen;
        Assert.False(truth.Level > HighestAllowed + Rounding, "more was let in than the bound allows");
    }

    private void CheckRefusal(Fraction slack)
    {
        Refused++;
        truth.DrainTo(now);
        Assert.True(truth.Level + 1 + slack + Rounding > rate.Size, "a request was refused that had room by far");
    }

    private sealed class Node
    {
        public NodeBucket Bucket { get; } = new();

        public long ClockOffset { get; init; }

        public BucketPush? Sent { get; set; }

        public BucketReply? Arrived { get; set; }

        public long ArrivedAt { get; set; }

        public long Travelled { get; set; }
    }
}
