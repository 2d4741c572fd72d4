using Antiphon.Client;

namespace Antiphon.UnitTests.Client;

public sealed class KeyedQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_for_one_key_waits_for_its_predecessor_and_other_keys_do_not()
    {
        using var queue = new KeyedQueue();
        var gate = new TaskCompletionSource();
        var started = new List<string>();
        var first = Run("a", "a1", gate.Task);
        var second = Run("a", "a2", Task.CompletedTask);
        await Run("b", "b1", Task.CompletedTask);
        Assert.Equal(["a1", "b1"], started);

        gate.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(["a1", "b1", "a2"], started);

        Task<int> Run(string key, string name, Task until) => queue.RunAsync(
            key,
            async _ =>
            {
                lock (started)
                {
                    started.Add(name);
                }

                await until;
                return 0;
            },
            Token);
    }

    [Fact]
    public async Task A_failure_is_its_own_and_the_next_goes_on()
    {
        using var queue = new KeyedQueue();
        var failed = queue.RunAsync<int>("a", _ => throw new InvalidOperationException("no"), Token);
        var next = queue.RunAsync("a", _ => Task.FromResult(2), Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        Assert.Equal(2, await next);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task Work_cancelled_in_the_queue_ends_at_once_and_lets_nobody_overtake()
    {
        using var queue = new KeyedQueue();
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var first = queue.RunAsync("a", _ => gate.Task, Token);
        var cancelled = queue.RunAsync("a", _ => Task.FromResult(0), cancellation.Token);
        var third = queue.RunAsync("a", _ => Task.FromResult(first.IsCompleted || gate.Task.IsCompleted), Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(third.IsCompleted);

        gate.SetResult(1);
        Assert.True(await third);
        Assert.Equal(1, await first);
    }

    [Fact]
    public async Task No_more_than_the_given_number_runs_at_once()
    {
        using var queue = new KeyedQueue(parallel: 2);
        var gate = new TaskCompletionSource();
        var running = 0;
        var most = 0;
        var work = Enumerable.Range(0, 10).Select(i => queue.RunAsync(
            $"{i}",
            async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await gate.Task;
                return Interlocked.Decrement(ref running);
            },
            Token)).ToList();
        Assert.Equal(2, most);
        gate.SetResult();
        await Task.WhenAll(work);
        Assert.Equal(2, most);
    }
}
