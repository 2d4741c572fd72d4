namespace Antiphon.Channels.Outbox;

/// <summary>A channel that ends in the <see cref="Outbox"/> of this process.</summary>
internal sealed class OutboxChannel(string kind, MemoryOutbox outbox) : IChannel
{
    public string Kind => kind;

    public ChannelHealth Health => new(true);

    public Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) => outbox.TakeAsync(message, cancellationToken);
}
