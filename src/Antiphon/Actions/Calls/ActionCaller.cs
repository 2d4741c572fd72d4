using System.Collections.Concurrent;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Integrations.Delivery;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Actions.Calls;

/// <summary>
/// Makes the calls that are due, on every node, with as much room for each host as deliveries have. Announcements wake it; a look from time to time is the net below
/// them. When the node stops, it takes nothing more and finishes what it has.
/// </summary>
internal sealed partial class ActionCaller : BackgroundService
{
    private readonly IServiceScopeFactory scopes;
    private readonly HostRooms<ClaimedCall> rooms;
    private readonly DeliveryOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<ActionCaller> logger;
    private readonly Bell bell;
    private readonly ConcurrentDictionary<Task, bool> running = new();

    public ActionCaller(IServiceScopeFactory scopes, Announcements announcements, IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<ActionCaller> logger)
    {
        this.scopes = scopes;
        this.options = options.Value;
        rooms = new HostRooms<ClaimedCall>(this.options);
        this.clock = clock;
        this.logger = logger;
        bell = new Bell(clock);
        announcements.Subscribe(ActionCallQueue.Announcement, _ => bell.Ring());
        announcements.OnReconnect(bell.Ring);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bell.RoundsAsync(RoundAsync, options.Poll, LogRoundFailed, stoppingToken);
        await Task.WhenAll(running.Keys);
    }

    /// <summary>Takes what is due and there is room for; answers how long to wait for the next round unless something wakes the caller.</summary>
    private async Task<TimeSpan> RoundAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<ActionCallQueue>();
        var lanes = await queue.LanesAsync(stoppingToken);
        var divided = rooms.Divide(lanes.Where(lane => lane.DueAt <= clock.NowOf(lane.AccountId)));
        if (divided.Count > 0)
        {
            foreach (var call in await queue.ClaimAsync(divided, options.Lease, stoppingToken))
            {
                if (rooms.Enter(call))
                {
                    Start(call);
                }
            }
        }

        var pause = lanes.Min(lane => lane.NextDueAt) - clock.GetUtcNow();
        return pause < options.Poll ? pause.Value < TimeSpan.Zero ? TimeSpan.Zero : pause.Value : options.Poll;
    }

    private void Start(ClaimedCall call)
    {
        // What was taken is finished even when the node is told to stop, so no stopping token goes along: a call ends by its own limit.
        var calling = Task.Run(() => CallAsync(call));
        running.TryAdd(calling, true);
        _ = calling.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task CallAsync(ClaimedCall call)
    {
        bool? isSilent = null;
        using var stay = clock.In(call.Actor.AccountId, "call", call.Id);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var queue = scope.ServiceProvider.GetRequiredService<ActionCallQueue>();
            var headers = await queue.HeadersOfAsync(call, CancellationToken.None);
            var made = await scope.ServiceProvider.GetRequiredService<MakeActionCall>().RunAsync(call, headers, CancellationToken.None);
            isSilent = made.IsSilent;
            await (made.Pause is { } pause
                ? queue.PostponeAsync(call, pause, CancellationToken.None)
                : scope.ServiceProvider.GetRequiredService<EndActionCall>().RunAsync(call, made.Outcome, CancellationToken.None));
        }
        catch (Exception e)
        {
            // It stays taken until its time is over, and is made again then.
            LogCallBroke(e, call.Actor.AccountId, call.Id);
        }
        finally
        {
            foreach (var following in rooms.Leave(call.Host, isSilent).Next)
            {
                Start(following);
            }

            bell.Ring();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look at the calls that are due: {Reason}")]
    private partial void LogRoundFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {Id} of account {AccountId} broke; it is made again")]
    private partial void LogCallBroke(Exception exception, long accountId, long id);
}
