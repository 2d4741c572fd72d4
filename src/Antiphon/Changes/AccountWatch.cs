namespace Antiphon.Changes;

/// <summary>Where a listener begins: the number behind which it hears everything, and what it has missed before that, when it is still in memory.</summary>
internal sealed record ListeningStart(long Position, IReadOnlyList<ChangeBatch>? Missed);

/// <summary>
/// What this node knows of an account's feed while somebody on it waits for changes: how far the numbers have come, the latest changes, and who listens.
/// Only the pump moves it.
/// </summary>
internal sealed class AccountWatch(long accountId)
{
    // Enough for those who were away for a moment, so that a thousand who come back together need not all ask the database.
    private const int MostKept = 2_000;

    private readonly Lock gate = new();
    private readonly HashSet<IChangeListener> listeners = [];
    private readonly Queue<ChangeBatch> latest = new();
    private int kept;
    private long position = -1;
    private TaskCompletionSource moved = NewSignal();

    public long AccountId => accountId;

    /// <summary>How many wait, of which the pump keeps count.</summary>
    public int Holders { get; set; }

    /// <summary>The number up to which everything was passed on; -1 until the pump has looked for the first time.</summary>
    public long Position
    {
        get
        {
            lock (gate)
            {
                return position;
            }
        }
    }

    /// <summary>Waits until there is something behind a number; behind -1 for the first look.</summary>
    public async Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (position > after)
                {
                    return;
                }

                signal = moved.Task;
            }

            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Begins to listen; after the first look only. <see cref="ListeningStart.Missed"/> is null when memory does not reach back to what is known.</summary>
    public ListeningStart Listen(IChangeListener listener, long known)
    {
        lock (gate)
        {
            listeners.Add(listener);
            var reaches = latest.TryPeek(out var first) && first.After <= known;
            IReadOnlyList<ChangeBatch>? missed = known >= position ? [] : reaches ? [.. latest.Where(batch => batch.Until > known)] : null;
            return new(position, missed);
        }
    }

    public void Leave(IChangeListener listener)
    {
        lock (gate)
        {
            listeners.Remove(listener);
        }
    }

    public void Start(long newest)
    {
        lock (gate)
        {
            MoveTo(newest);
        }
    }

    public void Publish(ChangeBatch batch)
    {
        lock (gate)
        {
            latest.Enqueue(batch);
            kept += batch.Changes.Count;
            while (kept > MostKept && latest.Count > 1)
            {
                kept -= latest.Dequeue().Changes.Count;
            }

            MoveTo(batch.Until);
            foreach (var listener in listeners)
            {
                listener.Hear(batch);
            }
        }
    }

    public void Restart(long newest)
    {
        lock (gate)
        {
            latest.Clear();
            kept = 0;
            MoveTo(newest);
            foreach (var listener in listeners)
            {
                listener.Restart(newest);
            }
        }
    }

    private void MoveTo(long newest)
    {
        position = newest;
        var reached = moved;
        moved = NewSignal();
        reached.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
