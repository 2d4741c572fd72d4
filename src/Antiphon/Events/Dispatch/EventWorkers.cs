using Antiphon.Data;
using Antiphon.Sandbox;
using Antiphon.Sandbox.Clock;
using Npgsql;

namespace Antiphon.Events.Dispatch;

/// <summary>
/// The workers of one consumer on this node. A waking reaches the first of them; whoever finds as much as it may take wakes a helper, so that as many run as there is
/// work for. Of a consumer that takes many at once, what comes while the first is at work waits for it and is then taken together, which is cheaper than one by one;
/// only when it is held up for long a helper comes in its stead.
/// </summary>
internal sealed partial class EventWorkers(EventConsumer consumer, IServiceScopeFactory scopes, EventOptions options, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan LongHeldUp = TimeSpan.FromMilliseconds(50);

    private readonly Bell bell = new(clock);
    private readonly Bell helpers = new(clock, options.Parallel);
    private long atWorkSince;

    /// <summary>Of the consumer.</summary>
    public string Name => consumer.Name;

    public void Wake()
    {
        bell.Ring();
        if (Volatile.Read(ref atWorkSince) is > 0 and var since && (consumer.Most == 1 || clock.GetElapsedTime(since) > LongHeldUp))
        {
            helpers.Ring();
        }
    }

    // Those who take many at once walk past what the others have taken, so more of them are slower.
    private int Count => consumer.Most == 1 ? options.Parallel : (options.Parallel + 1) / 2;

    public Task RunAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Count).Select(i => Task.Run(
            () => i == 0 ? WorkAsync(bell, since => Volatile.Write(ref atWorkSince, since), stoppingToken) : WorkAsync(helpers, _ => { }, stoppingToken), CancellationToken.None)));

    /// <summary>Tells since when it is at work, and 0 when it rests.</summary>
    private async Task WorkAsync(Bell mine, Action<long> tell, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                tell(clock.GetTimestamp());
                if (!await TrySomeAsync(consumer.Most, stoppingToken))
                {
                    var pause = await PauseAsync(stoppingToken);
                    tell(0);
                    await mine.RestAsync(pause, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                LogQueueFailed(consumer.Name, e.Message);
                await Task.Delay(options.Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Handles events, as many as are there and <paramref name="most"/> at most; false when there is none to take.</summary>
    private async Task<bool> TrySomeAsync(int most, CancellationToken stoppingToken)
    {
        List<QueuedEvent> taken = [];
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var queue = scope.ServiceProvider.GetRequiredService<EventQueue>();
            await using var transaction = await scope.ServiceProvider.GetRequiredService<DeskDb>().BeginAsync(stoppingToken);
            taken = await queue.TakeAsync(consumer.Name, most, stoppingToken);
            if (taken.Count == 0)
            {
                return false;
            }

            if (taken.Count == most)
            {
                helpers.Ring();
            }

            foreach (var together in AtOneTime(taken))
            {
                using var stay = clock.In(together[0].AccountId, consumer.Name, together[0].Id);
                await consumer.HandleAsync(scope.ServiceProvider, together, stoppingToken);
            }

            await queue.RemoveAsync(consumer.Name, taken, stoppingToken);
            await transaction.CommitAsync(stoppingToken);
            return true;
        }
        catch (Exception e) when (taken.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            LogHandlingFailed(e, consumer.Name, taken[0].Id, taken[0].AccountId);
        }

        // Whatever was half done is undone.
        if (taken.Count > 1)
        {
            for (var i = 0; i < taken.Count && await TrySomeAsync(1, stoppingToken); i++)
            {
            }

            return true;
        }

        // The event must not come again at once, or its subject would keep this worker busy.
        await using var after = scopes.CreateAsyncScope();
        await after.ServiceProvider.GetRequiredService<EventQueue>().PostponeAsync(consumer.Name, taken[0], stoppingToken);
        return true;
    }

    // Of a sandbox by themselves, because its time is another one; everything else together.
    private static IEnumerable<List<QueuedEvent>> AtOneTime(List<QueuedEvent> taken) => taken.Exists(item => SandboxAccounts.IsSandbox(item.AccountId))
        ? taken.GroupBy(item => SandboxAccounts.IsSandbox(item.AccountId) ? item.AccountId : 0).Select(group => group.ToList())
        : [taken];

    private async Task<TimeSpan> PauseAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var due = await scope.ServiceProvider.GetRequiredService<EventQueue>().NextDueAsync(consumer.Name, stoppingToken) - clock.GetUtcNow();
        return due < options.Poll ? due.Value < TimeSpan.Zero ? TimeSpan.Zero : due.Value : options.Poll;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look at the events for {Consumer}: {Reason}")]
    private partial void LogQueueFailed(string consumer, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Consumer} could not handle event {Id} of account {AccountId}; it comes again")]
    private partial void LogHandlingFailed(Exception exception, string consumer, long id, long accountId);
}
