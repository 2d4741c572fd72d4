namespace Antiphon.Client;

/// <summary>
/// Absorbs bursts, such as the orders of a sale: work for one key (a customer, an order) runs in the order in which it came, work for different keys side
/// by side, and none is dropped. It holds the work in memory; what must survive a restart belongs into a queue of your own. Thread-safe.
/// </summary>
/// <param name="parallel">How many pieces of work run at once.</param>
public sealed class KeyedQueue(int parallel = 16) : IDisposable
{
    private readonly SemaphoreSlim slots = new(parallel, parallel);
    private readonly Dictionary<string, Task> last = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int waiting;

    /// <summary>How many pieces of work wait or run.</summary>
    public int Count => Volatile.Read(ref waiting);

    /// <summary>Runs work after all earlier work for the same key has ended, well or badly.</summary>
    /// <typeparam name="T">What it results in.</typeparam>
    /// <param name="key">What must keep its order.</param>
    /// <param name="work">The work; usually one or more calls.</param>
    /// <param name="cancellationToken">Takes the work out of the queue, or is passed to it when it runs already.</param>
    /// <returns>The result of the work, or its exception.</returns>
    public async Task<T> RunAsync<T>(string key, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(work);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task earlier;
        lock (gate)
        {
            earlier = last.GetValueOrDefault(key, Task.CompletedTask);
            last[key] = ended.Task;
        }

        Interlocked.Increment(ref waiting);
        try
        {
            await earlier.WaitAsync(cancellationToken);
            await slots.WaitAsync(cancellationToken);
            try
            {
                return await work(cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
            _ = EndAsync(key, earlier, ended);
        }
    }

    // Work that is cancelled in the queue still lets nobody behind it overtake those before it.
    private async Task EndAsync(string key, Task earlier, TaskCompletionSource ended)
    {
        await earlier;
        lock (gate)
        {
            if (last[key] == ended.Task)
            {
                last.Remove(key);
            }
        }

        ended.SetResult();
    }

    /// <summary>Gives its resources back; call it when nothing runs any more.</summary>
    public void Dispose() => slots.Dispose();
}
