using System.Collections.Concurrent;
using System.Threading.Channels;
using Antiphon.Data;
using Antiphon.Integrations.Delivery.Health;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>
/// Sends what is due, on every node. Announcements wake it; a look from time to time is the net below them. When the node stops, it takes nothing more and
/// finishes what it has.
/// </summary>
internal sealed partial class DeliverySender : BackgroundService
{
    // For so many times the requests to one host deliveries are taken.
    private const int Ahead = 8;
    private const int MostResults = 200;

    private readonly IServiceScopeFactory scopes;
    private readonly SendDelivery sendDelivery;
    private readonly KeepAnswer keepAnswer;
    private readonly DeliveryFollower follower;
    private readonly DeliveryOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<DeliverySender> logger;
    private readonly HostRooms<TakenDelivery> rooms;
    private readonly Bell bell;
    private readonly Channel<AttemptResult> results = Channel.CreateUnbounded<AttemptResult>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly Lock ending = new();
    private bool isEnding;

    public DeliverySender(
        IServiceScopeFactory scopes,
        SendDelivery sendDelivery,
        KeepAnswer keepAnswer,
        DeliveryFollower follower,
        Announcements announcements,
        IOptions<DeliveryOptions> options,
        TimeProvider clock,
        ILogger<DeliverySender> logger)
    {
        this.scopes = scopes;
        this.sendDelivery = sendDelivery;
        this.keepAnswer = keepAnswer;
        this.follower = follower;
        this.options = options.Value;
        this.clock = clock;
        bell = new Bell(clock);
        this.logger = logger;
        rooms = new HostRooms<TakenDelivery>(options.Value, Ahead);
        announcements.Subscribe(DeliveryStore.Announcement, _ => Wake());
        announcements.OnReconnect(Wake);
        follower.Subscribe(Wake);
    }

    /// <summary>How long a delivery that was taken is this node's.</summary>
    public TimeSpan Lease => options.Lease;

    public void Wake() => bell.Ring();

    /// <summary>How many deliveries to hosts may be taken without being looked for: as many as can be sent at once.</summary>
    public IReadOnlyDictionary<string, int> RoomTo(IReadOnlyList<string> hosts)
    {
        lock (ending)
        {
            return isEnding ? new Dictionary<string, int>() : rooms.RoomTo(hosts);
        }
    }

    /// <summary>A delivery that was taken at this moment. It is begun in the first half of its time, so that there is time left to end it.</summary>
    public TakenDelivery Taken(ClaimedDelivery delivery, WebhookTarget? target) => new(delivery, target, clock.NowOf(delivery.AccountId) + (options.Lease / 2));

    /// <summary>Sends what was taken.</summary>
    public void Send(IReadOnlyList<TakenDelivery> taken)
    {
        lock (ending)
        {
            if (!isEnding)
            {
                foreach (var one in taken.Where(rooms.Enter))
                {
                    Start(one);
                }

                return;
            }
        }

        _ = GiveBackAsync(taken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var writing = Task.Run(WriteResultsAsync, CancellationToken.None);
        await bell.RoundsAsync(RoundAsync, options.Poll, LogRoundFailed, stoppingToken);
        lock (ending)
        {
            isEnding = true;
        }

        await GiveBackAsync(rooms.Clear());
        await Task.WhenAll(running.Keys);
        results.Writer.Complete();
        await writing;
    }

    /// <summary>Takes what is due and there is room for; answers how long to wait for the next round unless something wakes the sender.</summary>
    private async Task<TimeSpan> RoundAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<DeliveryQueue>();
        var lanes = await queue.LanesAsync(stoppingToken);
        var due = lanes.Where(lane => lane.DueAt <= clock.NowOf(lane.AccountId)).ToList();
        var divided = rooms.Divide(due);
        var claimed = divided.Count == 0 ? [] : await queue.ClaimAsync(divided, options.Lease, stoppingToken);
        foreach (var account in claimed.GroupBy(delivery => delivery.AccountId))
        {
            var targets = await scope.ServiceProvider.GetRequiredService<WebhookTargets>()
                .FindAsync(account.Key, [.. account.Select(delivery => delivery.IntegrationId).Distinct()], stoppingToken);
            Send([.. account.Select(delivery => Taken(delivery, targets.GetValueOrDefault(delivery.IntegrationId)))]);
        }

        // Some lanes found no room only because others were given more than they needed.
        if (claimed.Count > 0 && divided.Count < due.Count)
        {
            return TimeSpan.Zero;
        }

        var pause = lanes.Min(lane => lane.NextDueAt) - clock.GetUtcNow();
        return pause < options.Poll ? pause.Value < TimeSpan.Zero ? TimeSpan.Zero : pause.Value : options.Poll;
    }

    private void Start(TakenDelivery taken)
    {
        // What was begun is finished even when the node is told to stop, so no stopping token goes along: a request ends by its own limit.
        var sending = Task.Run(() => SendAsync(taken));
        running.TryAdd(sending, true);
        _ = sending.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task SendAsync(TakenDelivery taken)
    {
        var delivery = taken.Delivery;
        using var stay = clock.In(delivery.AccountId, "delivery", delivery.Id);
        bool? isSilent = null;
        try
        {
            if (clock.GetUtcNow() > taken.BeginUntil)
            {
                await GiveBackAsync([taken]);
                return;
            }

            var result = await sendDelivery.RunAsync(delivery, taken.Target, CancellationToken.None);
            isSilent = result.IsSilent;
            await keepAnswer.RunAsync(result, CancellationToken.None);
            results.Writer.TryWrite(result);
        }
        catch (Exception e)
        {
            LogSendingFailed(e, delivery.AccountId, delivery.IntegrationId, delivery.Id);
            results.Writer.TryWrite(sendDelivery.Broken(delivery));
        }
        finally
        {
            var (next, wantsMore) = rooms.Leave(delivery.Host, isSilent);
            foreach (var following in next)
            {
                Start(following);
            }

            if (wantsMore)
            {
                Wake();
            }
        }
    }

    /// <summary>Makes due again what was taken and not begun. If that fails, its time runs out instead.</summary>
    private async Task GiveBackAsync(IReadOnlyList<TakenDelivery> taken)
    {
        if (taken.Count == 0)
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DeliveryQueue>().GiveBackAsync([.. taken.Select(one => one.Delivery)], CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
        {
            LogRoundFailed(e.Message);
        }
    }

    /// <summary>Writes what became of deliveries, as many at once as have come together while the last ones were written.</summary>
    private async Task WriteResultsAsync()
    {
        var batch = new List<AttemptResult>();
        while (await results.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostResults && results.Reader.TryRead(out var result))
            {
                batch.Add(result);
            }

            if (!await TryWriteAsync(batch) && batch.Count > 1)
            {
                // One that cannot be written must not undo those of others.
                foreach (var result in batch)
                {
                    await TryWriteAsync([result]);
                }
            }

            batch.Clear();
            Wake();
        }
    }

    private async Task<bool> TryWriteAsync(List<AttemptResult> batch)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<EndDeliveries>().RunAsync(batch, CancellationToken.None);
            follower.Follow(batch.Where(result => result.IsEnd).Select(result => result.Delivery.Subject));
            return true;
        }
        catch (Exception e)
        {
            // They stay taken until their time is over, and are sent once more: better twice than never.
            LogResultsLost(e, batch.Count);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look at the deliveries that are due: {Reason}")]
    private partial void LogRoundFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {Id} to integration {IntegrationId} of account {AccountId} broke, which counts as an attempt")]
    private partial void LogSendingFailed(Exception exception, long accountId, long integrationId, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not note what became of {Count} deliveries; they are sent again")]
    private partial void LogResultsLost(Exception exception, int count);
}
