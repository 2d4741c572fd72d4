using Antiphon.Limits;
using FsCheck;
using FsCheck.Fluent;

namespace Antiphon.UnitTests.Limits;

/// <summary>The promises of docs/adr/0006, tried on random histories.</summary>
public sealed class ClusterBoundTests
{
    private static readonly BucketRate Standard = LimitPlan.Standard.ApiKey;

    [Theory]
    [Trait("row", "A11")]
    [Trait("row", "A13")]
    [InlineData(3, 40, 20, 9_000)]
    [InlineData(2, 40, 20, 1_000)]
    [InlineData(3, 80, 10, 1_000)]
    [InlineData(7, 40, 20, 1_000)]
    [InlineData(3, 3, 60, 1_000)]
    public void However_messages_are_delayed_the_nodes_stay_within_the_bound_on_both_sides(int nodes, int size, int window, int histories)
    {
        var highest = Fraction.Zero;
        var (admitted, refused) = (0, 0);
        var rate = new BucketRate(size, window);
        Traces.Hold(Traces.Of(StepOf(BusyPause(rate)), longest: 100), histories, steps =>
        {
            var cluster = Play(rate, nodes, steps);
            highest = cluster.HighestSeen > highest ? cluster.HighestSeen : highest;
            admitted += cluster.Admitted;
            refused += cluster.Refused;
        });

        // The histories reach into the region that the bound is about, or they would prove nothing.
        Assert.True(highest > size, "no history went over the size");
        Assert.True(admitted > histories && refused > histories / 2, $"{admitted} admitted, {refused} refused");
    }

    [Fact]
    public void The_bound_is_reached_and_not_passed_when_every_other_node_spends_its_quantum_unseen()
    {
        var cluster = new SimulatedCluster(Standard, nodeCount: 3, [0]);
        Fill(cluster, 60);
        for (var i = 0; i < 10; i++)
        {
            cluster.Do(Move.Request, 1);
            cluster.Do(Move.Request, 2);
        }

        Assert.Equal(44, cluster.Admitted);
        Assert.Equal(0, cluster.HighestSeen.CompareWith(cluster.HighestAllowed));
    }

    [Fact]
    [Trait("row", "A11")]
    [Trait("row", "A15")]
    public void The_only_node_is_exact_whenever_it_tells_the_row_what_it_did()
    {
        var compared = 0;
        Traces.Hold(Traces.Of(StepOf(Traces.Pause()), longest: 120), count: 10_000, steps =>
        {
            var (bucket, row, model) = (new NodeBucket(), new SharedRow(), new ExactBucket(Standard.Size, Standard.WindowSeconds));
            BucketPush? sent = null;
            BucketReply? arrived = null;
            long now = 0;
            foreach (var step in steps)
            {
                now += step.Pause;
                switch (step.Move)
                {
                    case Move.Request:
                        Assert.True(bucket.TryTake(now, Standard, Quantum.Unlimited, out var verdict));
                        Assert.Equal(model.Request(now, 10), (verdict.Allowed, verdict.Used, verdict.RetryAfterSeconds));
                        compared++;
                        break;
                    case Move.GiveBack:
                        Assert.Equal(model.TakeBack(now, 9), bucket.GiveBack(now, Standard, 9, alone: true).Used);
                        break;
                    case Move.Send when sent is null && arrived is null && bucket.Unsynced > 0:
                        sent = bucket.Begin(now, new(1, CredentialKind.ApiKey), Quantum.Unlimited);
                        break;
                    case Move.Arrive when sent is { } push:
                        (arrived, sent) = (row.Apply(push, now / 10), null);
                        break;
                    case Move.Answer when arrived is { } reply:
                        Assert.Empty(bucket.Complete(now, reply, alone: true));
                        arrived = null;
                        break;
                }
            }
        });
        Assert.True(compared > 100_000, $"only {compared} requests were compared");
    }

    [Theory]
    [InlineData(40, 1, 40)]
    [InlineData(40, 2, 20)]
    [InlineData(40, 4, 10)]
    [InlineData(40, 9, 10)]
    [InlineData(200, 2, 100)]
    [InlineData(3, 2, 10)]
    public void The_quanta_of_the_others_add_up_to_a_tenth_of_the_bucket_or_to_one_request_each(int size, int others, long tenths) =>
        Assert.Equal(tenths, Quantum.Of(new(size, 20), others));

    [Fact]
    public void A_node_that_was_cut_off_tells_no_more_than_its_bucket_still_holds()
    {
        var bucket = new NodeBucket();
        long now = 0;
        for (var i = 0; i < 1_000; i++)
        {
            now += 5_000_000;
            Assert.True(bucket.TryTake(now, Standard, Quantum.Unlimited, out var verdict) && verdict.Allowed);
        }

        Assert.Equal(10, bucket.Begin(now, new(1, CredentialKind.ApiKey), Quantum.Of(Standard, 3)).SpentInTenths);
    }

    [Fact]
    public void What_an_unanswered_exchange_told_is_told_again_and_those_who_waited_are_decided_here()
    {
        var bucket = new NodeBucket();
        var key = new BucketKey(1, CredentialKind.ApiKey);
        Assert.True(bucket.TryTake(0, Standard, 10, out _));
        Assert.False(bucket.TryTake(0, Standard, 10, out _));
        Assert.Equal(new(key, Standard, 10, 1), bucket.Begin(0, key, 10));
        Assert.False(bucket.TryTake(0, Standard, 10, out _));
        Assert.Equal([new(true, 2, 40, 0), new(true, 3, 40, 0)], bucket.Fail(0));
        Assert.Equal(30, bucket.Begin(0, key, 10).SpentInTenths);
    }

    private static SimulatedCluster Play(BucketRate rate, int nodes, Step[] steps)
    {
        var cluster = new SimulatedCluster(rate, nodes, [0, 86_400_000_000_000, -1_234_567, 98_765_432_100]);

        // Two of three histories begin with a bucket that the first node has filled, of which the others know nothing.
        Fill(cluster, steps.Length % 3 == 0 ? 0 : rate.Size);
        foreach (var step in steps)
        {
            cluster.Pass(step.Pause);
            for (var i = 0; i < step.Times; i++)
            {
                cluster.Do(step.Move, step.Node);
            }
        }

        return cluster;
    }

    private static void Fill(SimulatedCluster cluster, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            cluster.Do(Move.Request, 0);
            cluster.Do(Move.Send, 0);
            cluster.Do(Move.Arrive, 0);
            cluster.Do(Move.Answer, 0);
        }
    }

    /// <summary>Measured in the time that one request takes to drain, so that the bucket of any rate is full most of the time.</summary>
    private static Gen<long> BusyPause(BucketRate rate) => Gen.Frequency(
        (12, Gen.Constant(0L)),
        (4, Gen.Choose(1, 500).Select(thousandths => thousandths * rate.WindowTicks / rate.Size / 1_000)),
        (3, Gen.Choose(500, 4_000).Select(thousandths => thousandths * rate.WindowTicks / rate.Size / 1_000)),
        (1, Gen.Choose(0, 60_000).Select(thousandths => thousandths * rate.WindowTicks / rate.Size / 1_000)));

    private static Gen<Step> StepOf(Gen<long> pauses) =>
        from pause in pauses
        from node in Gen.Choose(0, 20)
        from move in Gen.Frequency(
            (10, Gen.Constant(Move.Request)),
            (1, Gen.Constant(Move.GiveBack)),
            (3, Gen.Constant(Move.Send)),
            (3, Gen.Constant(Move.Arrive)),
            (3, Gen.Constant(Move.Answer)))
        from times in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Choose(2, 20)))
        select new Step(pause, node, move, times);
}

internal sealed record Step(long Pause, int Node, Move Move, int Times);
