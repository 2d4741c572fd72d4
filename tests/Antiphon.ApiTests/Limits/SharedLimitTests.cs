using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.ApiTests.Limits;

/// <summary>The half of the agreement between nodes that is SQL, on a real database.</summary>
public sealed class SharedLimitTests : IAsyncLifetime
{
    // Drains one request in half an hour, so that the time a test takes does not show.
    private static readonly BucketRate Slow = new(40, 72_000);
    private static readonly BucketKey Key = new(7, CredentialKind.ApiKey);

    private readonly LimitOptions options = new() { BeatEvery = TimeSpan.FromMilliseconds(100) };
    private NpgsqlDataSource source = null!;
    private BucketRows rows = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        source = DeskDataSource.Create(await Desk.NewDatabaseAsync());
        rows = new(source);
    }

    public async ValueTask DisposeAsync() => await source.DisposeAsync();

    [Fact]
    public async Task A_row_adds_what_was_spent_and_lets_in_what_still_fits()
    {
        Assert.Equal((30, 0), Rounded(await SyncAsync(new(Key, Slow, 300, 0))));
        Assert.Equal((33, 3), Rounded(await SyncAsync(new(Key, Slow, 0, 3))));
        Assert.Equal((40, 5), Rounded(await SyncAsync(new(Key, Slow, 20, 9))));
        Assert.Equal((44, 0), Rounded(await SyncAsync(new(Key, Slow, 40, 1))));
        Assert.Equal((1, 1), Rounded(await SyncAsync(new(Key with { Kind = CredentialKind.App }, Slow, 0, 1))));
        Assert.Equal((1, 1), Rounded(await SyncAsync(new(Key with { AccountId = 8 }, Slow, 0, 1))));
    }

    [Theory]
    [InlineData(40, 20, "10 seconds", 20)]
    [InlineData(40, 10, "5 seconds", 20)]
    [InlineData(40, 20, "1 year", 0)]
    [InlineData(100_000, 86_400, "100 years", 0)]
    [InlineData(40, 20, "-1 hour", 40)]
    public async Task A_row_drains_by_the_clock_of_the_database(int size, int window, string ago, int expected)
    {
        await SyncAsync(new(Key, new(size, window), 400, 0));
        await new DeskDb(source).ExecuteAsync($"update limit_buckets set drained_at = drained_at - {ago}::interval where account_id = {Key.AccountId}", Cancelled);
        var reply = await SyncAsync(new(Key, new(size, window), 0, 0));
        Assert.InRange(reply.LevelInMillionths, (expected - 4) * BucketReply.Token, expected * BucketReply.Token);
    }

    [Fact]
    public async Task Many_nodes_at_once_lose_nothing_and_do_not_block_each_other_for_good()
    {
        var keys = Enumerable.Range(1, 25).Select(account => new BucketKey(account, CredentialKind.ApiKey)).ToArray();
        await Parallel.ForAsync(0, 60, Cancelled, async (i, cancellationToken) =>
        {
            var random = new Random(i);
            BucketPush[] pushes = [.. keys.OrderBy(_ => random.Next()).Select(key => new BucketPush(key, new(100_000, 86_400), 1_000, 0))];
            await rows.SyncAsync(pushes, cancellationToken);
        });

        foreach (var key in keys)
        {
            var reply = await SyncAsync(new(key, new(100_000, 86_400), 0, 0));
            Assert.InRange(reply.LevelInMillionths, 5_900 * BucketReply.Token, 6_000 * BucketReply.Token);
        }
    }

    [Fact]
    public async Task Replies_come_in_the_order_of_the_pushes()
    {
        BucketPush[] pushes = [.. Enumerable.Range(1, 50).Reverse().Select(account => new BucketPush(new(account, CredentialKind.App), Slow, account * 10, 0))];
        var replies = await rows.SyncAsync(pushes, Cancelled);
        Assert.Equal(pushes.Select(push => push.Key.AccountId), replies.Select(reply => (long)Rounded(reply).Level));
    }

    [Fact]
    [Trait("row", "A11")]
    [Trait("row", "A13")]
    public async Task Three_nodes_on_one_database_share_one_bucket()
    {
        var nodes = await Task.WhenAll(StartNodeAsync(), StartNodeAsync(), StartNodeAsync());
        await UntilAsync(() => nodes.All(node => node.Cluster.QuantumOf(Slow) == 20));
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 150).Select(i =>
            nodes[i % 3].Shared.TakeAsync(Key, Slow, Cancelled).AsTask()));
        Assert.InRange(verdicts.Count(verdict => verdict.Allowed), 40, 44);

        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nodes_notice_who_joins_and_who_leaves()
    {
        await using var first = await StartNodeAsync();
        Assert.True(first.Cluster is { DatabaseAnswers: true, IsAlone: true });
        await using (var second = await StartNodeAsync())
        {
            Assert.False(second.Cluster.IsAlone);
            await UntilAsync(() => !first.Cluster.IsAlone);
        }

        await UntilAsync(() => first.Cluster.IsAlone);
    }

    [Fact]
    public async Task A_node_that_falls_silent_no_longer_counts()
    {
        var nodes = new NodeRows(source);
        var (silent, living) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(0, await nodes.BeatAsync(silent, options.NodeLifetime, Cancelled));
        Assert.Equal(1, await nodes.BeatAsync(living, options.NodeLifetime, Cancelled));
        await new DeskDb(source).ExecuteAsync($"update nodes set seen_at = seen_at - interval '6 seconds' where node_id = {silent}", Cancelled);
        Assert.Equal(0, await nodes.BeatAsync(living, options.NodeLifetime, Cancelled));
    }

    [Fact]
    public async Task What_a_node_used_is_told_before_it_stops()
    {
        await using (var node = await StartNodeAsync())
        {
            await node.Shared.TakeAsync(Key, Slow, Cancelled);
        }

        Assert.Equal((1, 0), Rounded(await SyncAsync(new(Key, Slow, 0, 0))));
    }

    [Fact]
    public async Task A_node_without_a_database_starts_and_counts_alone()
    {
        await using var nowhere = DeskDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        await using var node = await StartNodeAsync(nowhere);
        Assert.False(node.Cluster.DatabaseAnswers);
        var taken = Enumerable.Range(0, 41).Select(_ => node.Shared.TakeAsync(Key, Slow, Cancelled)).ToList();
        Assert.All(taken, verdict => Assert.True(verdict.IsCompletedSuccessfully));
        Assert.Equal(40, (await Task.WhenAll(taken.Select(verdict => verdict.AsTask()))).Count(verdict => verdict.Allowed));
    }

    private static (int Level, int Granted) Rounded(BucketReply reply) => ((int)Math.Round(reply.LevelInMillionths / 1e6), reply.Granted);

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!reached())
        {
            await timer.WaitForNextTickAsync(Cancelled);
        }
    }

    private async Task<BucketReply> SyncAsync(BucketPush push) => Assert.Single(await rows.SyncAsync([push], Cancelled));

    private async Task<Node> StartNodeAsync(NpgsqlDataSource? database = null)
    {
        var given = Options.Create(options);
        var cluster = new ClusterView();
        var memory = new MemoryBuckets(TimeProvider.System);
        var shared = new SharedBuckets(memory, cluster, new BucketRows(database ?? source).SyncAsync, given, TimeProvider.System);
        var sync = new LimitSync(shared, memory, cluster, new(database ?? source), given, TimeProvider.System, NullLogger<LimitSync>.Instance);
        await sync.StartAsync(Cancelled);
        return new(shared, cluster, sync);
    }

    private sealed record Node(SharedBuckets Shared, ClusterView Cluster, LimitSync Sync) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Sync.StopAsync(CancellationToken.None);
            Sync.Dispose();
        }
    }
}
