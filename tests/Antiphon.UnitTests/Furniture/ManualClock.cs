namespace Antiphon.UnitTests.Furniture;

/// <summary>A clock that stands still until a test moves it; its timers fire, in their order, on the thread that moves it.</summary>
internal sealed class ManualClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<(ManualTimer Timer, long Version), (DateTimeOffset Due, long Order)> due = new();
    private readonly List<(Func<bool> IsReached, TaskCompletionSource Reached)> watchers = [];
    private DateTimeOffset now = start ?? new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private long order;
    private int armed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are set.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (gate)
            {
                return armed;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, and fires what falls due on the way at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (FireNext(end))
        {
        }

        lock (gate)
        {
            now = end > now ? end : now;
        }
    }

    /// <summary>Moves the clock to the next timer and fires it. False when no timer is set.</summary>
    public bool AdvanceToNext() => FireNext(DateTimeOffset.MaxValue);

    /// <summary>Completes when at least this many timers are set: the code under test has begun to wait.</summary>
    public Task WhenTimersAsync(int count, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            watchers.Add((() => armed >= count, reached));
        }

        NotifyWatchers();
        return reached.Task.WaitAsync(cancellationToken);
    }

    private bool FireNext(DateTimeOffset end)
    {
        ManualTimer timer;
        lock (gate)
        {
            while (due.TryPeek(out var head, out _) && !head.Timer.IsCurrent(head.Version))
            {
                due.Dequeue();
            }

            if (!due.TryPeek(out var next, out var at) || at.Due > end)
            {
                return false;
            }

            due.Dequeue();
            now = at.Due > now ? at.Due : now;
            timer = next.Timer;
            timer.Rearm(now);
        }

        timer.Fire();
        return true;
    }

    private void NotifyWatchers()
    {
        List<TaskCompletionSource> ready;
        lock (gate)
        {
            ready = [.. watchers.Where(watcher => watcher.IsReached()).Select(watcher => watcher.Reached)];
            watchers.RemoveAll(watcher => ready.Contains(watcher.Reached));
        }

        ready.ForEach(reached => reached.TrySetResult());
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long version;
        private bool isArmed;
        private bool isDisposed;
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public bool IsCurrent(long candidate) => isArmed && candidate == version;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                if (isDisposed)
                {
                    return false;
                }

                period = newPeriod;
                Disarm();
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Arm(clock.now + dueTime);
                }
            }

            clock.NotifyWatchers();
            return true;
        }

        public void Rearm(DateTimeOffset firedAt)
        {
            Disarm();
            if (period != Timeout.InfiniteTimeSpan && period > TimeSpan.Zero)
            {
                Arm(firedAt + period);
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                isDisposed = true;
                Disarm();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(DateTimeOffset at)
        {
            isArmed = true;
            clock.armed++;
            clock.due.Enqueue((this, ++version), (at, clock.order++));
        }

        private void Disarm()
        {
            clock.armed -= isArmed ? 1 : 0;
            isArmed = false;
        }
    }
}
