namespace Antiphon.Sandbox.Clock;

/// <summary>Through which requests to a sandbox go on this node, and which is shut while a snapshot comes back.</summary>
internal sealed class RequestGate
{
    private readonly Lock sync = new();
    private int inside;
    private TaskCompletionSource? shut;
    private TaskCompletionSource? empty;

    /// <summary>Waits while the gate is shut; what it returns is disposed of when the request has ended.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task opening;
            lock (sync)
            {
                if (shut is null)
                {
                    inside++;
                    return new Passing(this);
                }

                opening = shut.Task;
            }

            await opening.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets nobody in any more, and waits until those inside have left, but no longer than a while. What it returns opens it again.</summary>
    public async Task<IDisposable> ShutAsync(TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task left;
        lock (sync)
        {
            shut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = inside == 0 ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            left = empty?.Task ?? Task.CompletedTask;
        }

        try
        {
            await left.WaitAsync(patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What hangs must not keep a sandbox from being set back: that may be the way out.
        }
        catch
        {
            Open();
            throw;
        }

        return new Opening(this);
    }

    private void Open()
    {
        lock (sync)
        {
            shut?.TrySetResult();
            (shut, empty) = (null, null);
        }
    }

    private void Leave()
    {
        lock (sync)
        {
            if (--inside == 0)
            {
                empty?.TrySetResult();
            }
        }
    }

    private sealed class Passing(RequestGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }

    private sealed class Opening(RequestGate gate) : IDisposable
    {
        public void Dispose() => gate.Open();
    }
}
