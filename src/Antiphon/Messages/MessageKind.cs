using Antiphon.Contract;

namespace Antiphon.Messages;

/// <summary>The three kinds of messages, which decide who may be their sender and receiver.</summary>
internal enum MessageKind
{
    /// <summary>A customer wrote to the company.</summary>
    Incoming,

    /// <summary>The company wrote to a customer.</summary>
    Outgoing,

    /// <summary>The company wrote to itself.</summary>
    Note,
}

internal static class MessageKinds
{
    public static MessageKind Of(string channel, bool isPublic, bool fromAgent) =>
        channel is Slugs.InternalNote || (fromAgent && !isPublic) ? MessageKind.Note : fromAgent ? MessageKind.Outgoing : MessageKind.Incoming;
}
