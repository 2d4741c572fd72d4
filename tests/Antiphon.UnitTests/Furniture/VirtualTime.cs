namespace Antiphon.UnitTests.Furniture;

/// <summary>
/// Runs asynchronous code on one thread in the time of a <see cref="ManualClock"/>: whenever all of it waits, the clock jumps to the next timer.
/// Hours of waiting take milliseconds, and each run takes the same course. The code must not leave the thread.
/// </summary>
internal sealed class VirtualTime : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();

    public static void Run(ManualClock clock, Func<Task> body)
    {
        var previous = Current;
        var time = new VirtualTime();
        SetSynchronizationContext(time);
        try
        {
            var task = body();
            while (!task.IsCompleted)
            {
                if (time.TryTake(out var work))
                {
                    work.Callback(work.State);
                }
                else if (!clock.AdvanceToNext())
                {
                    throw new InvalidOperationException("Everything waits, and no timer is set.");
                }
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (ready)
        {
            ready.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Would wait for itself.");

    private bool TryTake(out (SendOrPostCallback Callback, object? State) work)
    {
        lock (ready)
        {
            return ready.TryDequeue(out work);
        }
    }
}
