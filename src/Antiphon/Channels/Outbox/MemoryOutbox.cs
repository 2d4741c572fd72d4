namespace Antiphon.Channels.Outbox;

/// <summary>
/// Where messages go while no transport of their channel is set up: kept in memory, the latest ones only. A sandbox and the tests read it, hold it, and
/// tell it how to answer.
/// </summary>
internal sealed class MemoryOutbox
{
    private const int Most = 1000;

    private readonly Lock gate = new();
    private readonly Queue<OutgoingMessage> sent = new();
    private Func<OutgoingMessage, SendOutcome> answer = static _ => new SendOutcome.Sent();
    private Action<OutgoingMessage>? watch;
    private TaskCompletionSource? held;

    /// <summary>What was accepted, oldest first.</summary>
    public IReadOnlyList<OutgoingMessage> Sent
    {
        get
        {
            lock (gate)
            {
                return [.. sent];
            }
        }
    }

    /// <summary>Decides from now on what becomes of each message.</summary>
    public void Answer(Func<OutgoingMessage, SendOutcome> decide)
    {
        lock (gate)
        {
            answer = decide;
        }
    }

    /// <summary>Calls <paramref name="see"/> with every message that arrives, before it is answered.</summary>
    public void Watch(Action<OutgoingMessage> see)
    {
        lock (gate)
        {
            watch += see;
        }
    }

    /// <summary>Keeps every message waiting for its answer until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (gate)
        {
            held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Release()
    {
        TaskCompletionSource? released;
        lock (gate)
        {
            (released, held) = (held, null);
        }

        released?.SetResult();
    }

    public async Task<SendOutcome> TakeAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        Task wait;
        Action<OutgoingMessage>? seen;
        lock (gate)
        {
            wait = held?.Task ?? Task.CompletedTask;
            seen = watch;
        }

        seen?.Invoke(message);
        await wait.WaitAsync(cancellationToken);
        lock (gate)
        {
            var outcome = answer(message);
            if (outcome is SendOutcome.Sent)
            {
                sent.Enqueue(message);
                if (sent.Count > Most)
                {
                    sent.Dequeue();
                }
            }

            return outcome;
        }
    }
}
