using System.Collections.Concurrent;
using Antiphon.Limits;
using Microsoft.Extensions.Options;

namespace Antiphon.UnitTests.Limits;

/// <summary>Whole nodes around rows in memory; rounds run when the test says so.</summary>
public sealed class SharedBucketsTests
{
    private readonly TestClock clock = new();
    private readonly ConcurrentDictionary<BucketKey, SharedRow> rows = new();
    private bool databaseAnswers = true;
    private int statements;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "A13")]
    public async Task A_burst_spread_over_three_nodes_gets_one_bucket_and_not_three_in_a_few_statements()
    {
        var nodes = new[] { Node(others: 2), Node(others: 2), Node(others: 2) };
        var taken = Enumerable.Range(0, 120).Select(i => nodes[i % 3].TakeAsync(1).AsTask()).ToList();
        Assert.Equal(6, taken.Count(task => task.IsCompleted));

        foreach (var node in nodes)
        {
            await node.Shared.RunRoundAsync(everything: false, Cancelled);
        }

        var verdicts = await Task.WhenAll(taken);
        Assert.InRange(verdicts.Count(verdict => verdict.Allowed), 40, 44);
        Assert.All(verdicts, verdict => Assert.Equal(verdict.Allowed ? 0 : 1, Math.Min(1, verdict.RetryAfterSeconds)));
        Assert.Equal(3, statements);
    }

    [Fact]
    public async Task Calls_below_the_limit_never_wait_for_the_database_when_the_rounds_keep_up()
    {
        var nodes = new[] { Node(others: 2), Node(others: 2), Node(others: 2) };
        for (var second = 0; second < 60; second++)
        {
            for (var quarter = 0; quarter < 4; quarter++)
            {
                clock.Advance(TimeSpan.FromSeconds(0.25));
                if (quarter % 2 == 0)
                {
                    var taken = nodes[(second + quarter) % 3].TakeAsync(1);
                    Assert.True(taken.IsCompletedSuccessfully);
                    Assert.True((await taken).Allowed);
                }

                foreach (var node in nodes)
                {
                    await node.Shared.RunRoundAsync(everything: true, Cancelled);
                }
            }
        }

        Assert.Equal(120, statements);
    }

    [Fact]
    public async Task A_node_learns_from_the_row_what_the_others_used()
    {
        var (first, second) = (Node(others: 1), Node(others: 1));
        for (var i = 0; i < 4; i++)
        {
            await first.TakeAsync(1);
        }

        await first.Shared.RunRoundAsync(everything: true, Cancelled);
        Assert.Equal("1/40", (await second.TakeAsync(1)).Usage);
        await second.Shared.RunRoundAsync(everything: true, Cancelled);
        Assert.Equal("6/40", (await second.TakeAsync(1)).Usage);
    }

    [Fact]
    public async Task Without_an_answer_of_the_database_a_node_lets_in_by_what_it_knows_and_shares_again_afterwards()
    {
        var node = Node(others: 1);
        databaseAnswers = false;
        var taken = Enumerable.Range(0, 50).Select(_ => node.TakeAsync(1).AsTask()).ToList();
        await node.Shared.RunRoundAsync(everything: false, Cancelled);
        var verdicts = await Task.WhenAll(taken);
        Assert.Equal(40, verdicts.Count(verdict => verdict.Allowed));

        var alone = node.TakeAsync(1);
        Assert.True(alone.IsCompletedSuccessfully);
        Assert.False((await alone).Allowed);

        databaseAnswers = true;
        node.Cluster.Heard(1);
        await node.Shared.RunRoundAsync(everything: true, Cancelled);
        var other = Node(others: 1);
        _ = await other.TakeAsync(1);
        await other.Shared.RunRoundAsync(everything: true, Cancelled);
        Assert.False((await other.TakeAsync(1)).Allowed);
    }

    [Fact]
    public async Task A_caller_that_gives_up_waiting_leaves_the_others_their_verdicts()
    {
        var node = Node(others: 9);
        await node.TakeAsync(1);
        using var impatience = new CancellationTokenSource();
        var leaving = node.Shared.TakeAsync(new(1, CredentialKind.ApiKey), LimitPlan.Standard.ApiKey, impatience.Token).AsTask();
        var staying = node.TakeAsync(1).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await node.Shared.RunRoundAsync(everything: false, Cancelled);
        Assert.Equal("3/40", (await staying).Usage);
    }

    [Fact]
    public async Task Requests_that_come_during_an_exchange_are_answered_by_the_next()
    {
        var node = Node(others: 9);
        await node.TakeAsync(1);
        var first = node.TakeAsync(1).AsTask();
        Task<LimitVerdict>? second = null;
        during = () => second = node.TakeAsync(1).AsTask();
        await node.Shared.RunRoundAsync(everything: true, Cancelled);
        Assert.True((await first).Allowed);
        Assert.False(second!.IsCompleted);

        during = null;
        await node.Shared.WhenUrgentAsync(Cancelled);
        await node.Shared.RunRoundAsync(everything: false, Cancelled);
        Assert.Equal("3/40", (await second).Usage);
    }

    [Fact]
    public async Task A_bucket_with_something_to_tell_is_not_forgotten_among_several_nodes()
    {
        var node = Node(others: 1);
        await node.TakeAsync(1);
        clock.Advance(TimeSpan.FromMinutes(1));
        node.Memory.Sweep(alone: false);
        Assert.Equal(1, node.Memory.Count);
        await node.Shared.RunRoundAsync(everything: true, Cancelled);
        clock.Advance(TimeSpan.FromMinutes(1));
        node.Memory.Sweep(alone: false);
        Assert.Equal(0, node.Memory.Count);
    }

    private Action? during;

    private OneNode Node(int others)
    {
        var cluster = new ClusterView();
        cluster.Heard(others);
        var memory = new MemoryBuckets(clock);
        return new(new(memory, cluster, SyncAsync, Options.Create(new LimitOptions()), clock), memory, cluster);
    }

    private Task<IReadOnlyList<BucketReply>> SyncAsync(IReadOnlyList<BucketPush> pushes, CancellationToken cancellationToken)
    {
        if (!databaseAnswers)
        {
            throw new TimeoutException();
        }

        statements++;
        during?.Invoke();
        var micros = clock.GetUtcNow().UtcTicks / 10;
        return Task.FromResult<IReadOnlyList<BucketReply>>([.. pushes.Select(push => rows.GetOrAdd(push.Key, _ => new()).Apply(push, micros))]);
    }

    private sealed record OneNode(SharedBuckets Shared, MemoryBuckets Memory, ClusterView Cluster)
    {
        public ValueTask<LimitVerdict> TakeAsync(long accountId) =>
            Shared.TakeAsync(new(accountId, CredentialKind.ApiKey), LimitPlan.Standard.ApiKey, CancellationToken.None);
    }
}
