using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Antiphon.Channels;

namespace Antiphon.Identity.SignIn;

/// <summary>
/// Letters of the account to its own people, such as the link for a new password. They leave through the e-mail channel, behind the request, so that the
/// time of an answer does not tell whether there was anybody to write to. What a crash takes along is asked for again by its reader.
/// </summary>
internal sealed partial class AccountMail(ChannelDirectory channels, TimeProvider clock, ILogger<AccountMail> logger) : BackgroundService
{
    private const int Capacity = 1000;
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)];

    private readonly Channel<OutgoingMessage> waiting = Channel.CreateBounded<OutgoingMessage>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Post(long accountId, string address, string subject, string text)
    {
        var source = JsonSerializer.SerializeToElement(new JsonObject { ["to"] = new JsonArray(new JsonObject { ["address"] = address }) });
        waiting.Writer.TryWrite(new OutgoingMessage(accountId, 0, 0, "email", source, null, null, subject, text, null, null, null));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var message in waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await SendAsync(message, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is lost with the node, like what a crash takes along.
        }
    }

    private async Task SendAsync(OutgoingMessage message, CancellationToken stoppingToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await TryAsync(message, stoppingToken);
            if (outcome is not SendOutcome.Unavailable || attempt == Pauses.Length)
            {
                if (outcome is not SendOutcome.Sent)
                {
                    LogNotSent(message.AccountId);
                }

                return;
            }

            await Task.Delay(Pauses[attempt], clock, stoppingToken);
        }
    }

    private async Task<SendOutcome> TryAsync(OutgoingMessage message, CancellationToken stoppingToken)
    {
        try
        {
            return channels.Find(message.Channel) is { } channel ? await channel.SendAsync(message, stoppingToken) : new SendOutcome.Refused("There is no way out for mail.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e, message.AccountId);
            return new SendOutcome.Refused("The channel failed.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A letter to a user of account {AccountId} could not be sent")]
    private partial void LogNotSent(long accountId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The e-mail channel failed with a letter to a user of account {AccountId}")]
    private partial void LogFailed(Exception exception, long accountId);
}
