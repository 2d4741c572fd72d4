using System.Collections.Concurrent;
using Antiphon.Data;
using Antiphon.Messages;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Channels;

/// <summary>
/// Sends what is queued, on every node, a bounded number of messages at a time. Announcements wake it; a look from time to time is the net below them.
/// When the node stops, it takes nothing more and finishes what it has.
/// </summary>
internal sealed partial class MessageSender : BackgroundService
{
    private readonly IServiceScopeFactory scopes;
    private readonly ChannelDirectory channels;
    private readonly SendingOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<MessageSender> logger;
    private readonly Bell bell;
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private DateTimeOffset lookForInterrupted;
    private long rounds;

    public MessageSender(
        IServiceScopeFactory scopes, ChannelDirectory channels, Announcements announcements, IOptions<SendingOptions> options, TimeProvider clock, ILogger<MessageSender> logger)
    {
        this.scopes = scopes;
        this.channels = channels;
        this.options = options.Value;
        this.clock = clock;
        bell = new Bell(clock);
        this.logger = logger;
        announcements.Subscribe(StoreMessages.Announcement, _ => Wake());
        announcements.OnReconnect(Wake);
    }

    /// <summary>How often the queue was looked at.</summary>
    public long Rounds => Interlocked.Read(ref rounds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bell.RoundsAsync(RoundAsync, options.Poll, LogRoundFailed, stoppingToken);
        await Task.WhenAll(running.Keys);
    }

    /// <summary>Takes what is due and there is room for; answers how long to wait for the next round unless something wakes the sender.</summary>
    private async Task<TimeSpan> RoundAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<MessageQueue>();
        var now = clock.GetUtcNow();
        if (now >= lookForInterrupted)
        {
            lookForInterrupted = now + options.Poll;
            if (await queue.GiveUpInterruptedAsync(options.Interrupted, stoppingToken) is var interrupted and > 0)
            {
                LogInterrupted(interrupted);
            }
        }

        if (options.MaxParallel - running.Count is var room and > 0)
        {
            foreach (var claimed in await queue.ClaimAsync(room, stoppingToken))
            {
                Start(claimed);
            }
        }

        Interlocked.Increment(ref rounds);
        var pause = await queue.NextDueAsync(stoppingToken) - clock.GetUtcNow();
        return pause < options.Poll ? pause.Value < TimeSpan.Zero ? TimeSpan.Zero : pause.Value : options.Poll;
    }

    private void Start(ClaimedMessage claimed)
    {
        // What was taken is finished even when the node is told to stop, so no stopping token goes along.
        var sending = Task.Run(() => SendAsync(claimed));
        running.TryAdd(sending, true);
        _ = sending.ContinueWith(
            done =>
            {
                running.TryRemove(done, out _);
                Wake();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private async Task SendAsync(ClaimedMessage claimed)
    {
        using var stay = clock.In(claimed.Message.AccountId, "message", claimed.Message.Id);
        try
        {
            var outcome = await HandOverAsync(claimed.Message);
            await using var scope = scopes.CreateAsyncScope();
            var queue = scope.ServiceProvider.GetRequiredService<MessageQueue>();
            await (outcome switch
            {
                SendOutcome.Sent sent => queue.SentAsync(claimed, sent.MessageId, CancellationToken.None),
                SendOutcome.Unavailable later when options.PauseAfter(claimed.Attempt) is { } pause => queue.PostponeAsync(claimed, pause, later.Error, CancellationToken.None),
                SendOutcome.Unavailable never => queue.FailedAsync(claimed, never.Error, CancellationToken.None),
                SendOutcome.Refused refused => queue.FailedAsync(claimed, refused.Error, CancellationToken.None),
                _ => throw new InvalidOperationException($"No step follows {outcome.GetType().Name}."),
            });
        }
        catch (Exception e)
        {
            // The message stays claimed and will count as interrupted: better in doubt than sent twice.
            LogLost(e, claimed.Message.AccountId, claimed.Message.Id);
        }
    }

    private async Task<SendOutcome> HandOverAsync(OutgoingMessage message)
    {
        if (channels.Find(message.Channel) is not { } channel)
        {
            return new SendOutcome.Refused($"No way out is set up for the channel {message.Channel}.");
        }

        using var deadline = new CancellationTokenSource(options.SendTimeout, clock);
        try
        {
            return await channel.SendAsync(message, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new SendOutcome.Refused($"The channel gave no answer within {options.SendTimeout.TotalSeconds:0} seconds: the message may or may not have left. Check before you send it again.");
        }
        catch (Exception e)
        {
            LogChannelFailed(e, message.Channel, message.AccountId, message.Id);
            return new SendOutcome.Refused("The channel failed unexpectedly: the message may or may not have left. Check before you send it again.");
        }
    }

    private void Wake() => bell.Ring();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look at the queue of outgoing messages: {Reason}")]
    private partial void LogRoundFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages were being sent when a node stopped; they are marked as failed and can be sent again")]
    private partial void LogInterrupted(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The channel {Channel} failed with message {Id} of account {AccountId}")]
    private partial void LogChannelFailed(Exception exception, string channel, long accountId, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not note what became of message {Id} of account {AccountId}")]
    private partial void LogLost(Exception exception, long accountId, long id);
}
