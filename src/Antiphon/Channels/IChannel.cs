using System.Text.Json;

namespace Antiphon.Channels;

/// <summary>
/// A way out for messages of one kind, such as <c>email</c>. Whatever cannot be undone happens in <see cref="SendAsync"/>, which is called once for a
/// message until someone asks for another attempt.
/// </summary>
internal interface IChannel
{
    /// <summary>The channel slug that it carries.</summary>
    string Kind { get; }

    ChannelHealth Health { get; }

    /// <summary>
    /// Hands one message over. Answers <see cref="SendOutcome.Unavailable"/> only when the message has certainly not left: it is then tried again. An
    /// exception or a cancellation leaves open what happened, and is never followed by another attempt of its own.
    /// </summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken);
}

/// <summary>Whether a channel works, in words for an operator.</summary>
internal readonly record struct ChannelHealth(bool IsHealthy, string? Problem = null);

/// <summary>A message as channels need it.</summary>
internal sealed record OutgoingMessage(
    long AccountId,
    long Id,
    long TicketId,
    string Channel,
    JsonElement? Source,
    long? IntegrationId,
    string? MessageId,
    string? Subject,
    string? BodyText,
    string? BodyHtml,
    JsonElement? Attachments,
    JsonElement? Headers);

/// <summary>What became of a message that was handed to a channel.</summary>
internal abstract record SendOutcome
{
    /// <summary>It left.</summary>
    /// <param name="MessageId">What the sending service calls it, if it says.</param>
    public sealed record Sent(string? MessageId = null) : SendOutcome;

    /// <summary>It was refused for good, such as by an address that does not exist.</summary>
    public sealed record Refused(string Error) : SendOutcome;

    /// <summary>It has not left, and may do so later.</summary>
    public sealed record Unavailable(string Error) : SendOutcome;
}
