using Antiphon.Client.Throttling;

namespace Antiphon.Client;

/// <summary>
/// Paces the calls of one account so that they use its rate limit without running into 429. It reads
/// <c>X-Gorgias-Account-Api-Call-Limit: used/limit</c> of each answer, lets calls pass freely while there is room, and lets them follow the drain of
/// the limit beyond that; it learns the drain from what it sees. Thread-safe. See "Rate limiting" of the conventions page.
/// </summary>
public sealed class AdaptiveThrottle : IDisposable
{
    // Requests that may be under way while nothing is known of the server, or nothing any more.
    private const int BlindRequests = 4;

    private static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BlindSpacing = TimeSpan.FromMilliseconds(500);
    private static readonly Lane[] ByUrgency = [Lane.Interactive, Lane.Normal, Lane.Background];

    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly long epoch;
    private readonly BucketEstimate bucket = new();
    private readonly LinkedList<Waiter>[] waiting = [new(), new(), new()];
    private readonly ITimer alarm;

    private long sent;
    private long answered;
    private TimeSpan lastSentAt;
    private TimeSpan pausedUntil;
    private bool isUnlimited;
    private bool isDisposed;

    /// <summary>Makes a throttle that knows nothing yet.</summary>
    /// <param name="timeProvider">The clock of the pace; the system's when null.</param>
    public AdaptiveThrottle(TimeProvider? timeProvider = null)
    {
        clock = timeProvider ?? TimeProvider.System;
        epoch = clock.GetTimestamp();
        alarm = clock.CreateTimer(static state => ((AdaptiveThrottle)state!).Admit(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the throttle believes now.</summary>
    public ThrottleReading Reading
    {
        get
        {
            lock (gate)
            {
                return new(bucket.Limit is null ? null : bucket.LevelAt(Now), bucket.Limit, bucket.DrainPerSecond, waiting.Sum(lane => lane.Count));
            }
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(epoch);

    /// <summary>Ends the throttle. Calls that wait for their turn fail with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        alarm.Dispose();
        lock (gate)
        {
            isDisposed = true;
            foreach (var waiter in waiting.SelectMany(lane => lane))
            {
                waiter.Turn.TrySetException(new ObjectDisposedException(nameof(AdaptiveThrottle)));
            }

            Array.ForEach(waiting, lane => lane.Clear());
        }
    }

    /// <summary>Waits for the turn of a call. Its passage must be given back with <see cref="Observe"/> or <see cref="Lose"/>.</summary>
    internal Task<Passage> EnterAsync(Lane lane, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<Passage>(cancellationToken);
        }

        var waiter = new Waiter();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            waiter.Place = waiting[(int)lane].AddLast(waiter);
        }

        Admit();
        return waiter.Turn.Task.IsCompleted ? waiter.Turn.Task : WaitAsync(waiter, cancellationToken);
    }

    /// <summary>The request was answered.</summary>
    /// <param name="passage">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="usage">The usage header, if there was one.</param>
    /// <param name="isRefusal">Whether the answer was a 429.</param>
    /// <param name="isFullCost">False for a 304, which Antiphon counts as a tenth of a request.</param>
    /// <param name="pause">How long the server asked to wait.</param>
    internal void Observe(Passage passage, LimitUsage? usage, bool isRefusal, bool isFullCost, TimeSpan? pause)
    {
        lock (gate)
        {
            answered++;
            var now = Now;
            if (usage is { } seen)
            {
                isUnlimited = false;
                bucket.Observe(passage, seen, now, isFullCost && !isRefusal);
            }
            else
            {
                isUnlimited = bucket.Limit is null && !isRefusal;
                bucket.Lose(passage, now);
            }

            if (isRefusal)
            {
                bucket.Overflow(passage, now);
            }

            if (pause is { } wait && now + wait > pausedUntil)
            {
                pausedUntil = now + wait;
            }
        }

        Admit();
    }

    /// <summary>The request got no answer.</summary>
    internal void Lose(Passage passage)
    {
        lock (gate)
        {
            answered++;
            bucket.Lose(passage, Now);
        }

        Admit();
    }

    private async Task<Passage> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() =>
        {
            lock (gate)
            {
                waiter.Place?.List?.Remove(waiter.Place);
            }

            waiter.Turn.TrySetCanceled(cancellationToken);
        });
        return await waiter.Turn.Task;
    }

    private void Admit()
    {
        lock (gate)
        {
            foreach (var lane in ByUrgency)
            {
                while (waiting[(int)lane].First is { } first)
                {
                    var now = Now;
                    var wait = TimeUntilTurn(lane, now);
                    if (wait > TimeSpan.Zero)
                    {
                        // Whoever waits in a lower lane has a lower ceiling and waits at least as long.
                        alarm.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                        return;
                    }

                    waiting[(int)lane].RemoveFirst();
                    var passage = new Passage(++sent, now);
                    lastSentAt = now;
                    bucket.Send(passage);
                    first.Value.Turn.TrySetResult(passage);
                }
            }
        }
    }

    private TimeSpan TimeUntilTurn(Lane lane, TimeSpan now)
    {
        if (pausedUntil > now)
        {
            return pausedUntil - now;
        }

        if (isUnlimited)
        {
            return TimeSpan.Zero;
        }

        var isBlind = bucket.Limit is null || now - bucket.ObservedAt > ForgetAfter;
        var spacing = isBlind && sent - answered >= BlindRequests ? lastSentAt + BlindSpacing - now : TimeSpan.Zero;
        if (bucket.Limit is not { } limit)
        {
            return spacing;
        }

        var room = bucket.TimeUntilRoom(Ceiling(lane, limit), now);
        return room > spacing ? room : spacing;
    }

    private static double Ceiling(Lane lane, int limit) => Math.Max(1, lane switch
    {
        Lane.Interactive => Math.Min(limit - 1, limit * 0.95),
        Lane.Background => limit * 0.6,
        _ => limit * 0.8,
    });

    private sealed class Waiter
    {
        public TaskCompletionSource<Passage> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Waiter>? Place { get; set; }
    }
}
