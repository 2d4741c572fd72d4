using Antiphon.Channels;
using Antiphon.Contract;

namespace Antiphon.Messages;

/// <summary>Whether a new message is to be sent, and since when it counts as sent: the decision table of the messages page.</summary>
internal readonly record struct Departure(bool IsQueued, DateTimeOffset? SentAt)
{
    public static Departure Of(MessageKind kind, ChannelKind channel, CreateMessageRequest request, DateTimeOffset createdAt, bool imported)
    {
        if (request.SentDatetime is not null || kind is MessageKind.Note)
        {
            return new Departure(false, request.SentDatetime);
        }

        if (kind is MessageKind.Incoming)
        {
            return new Departure(false, createdAt);
        }

        // What another system failed to send, or what was deleted there, is history: it must not leave from here.
        var isHistory = imported || request.FailedDatetime is not null || request.DeletedDatetime is not null;
        return channel.Leaving switch
        {
            Leaving.AlreadySent => new Departure(false, createdAt),
            Leaving.Sent when !isHistory => new Departure(true, null),
            Leaving.Sent when request.FailedDatetime is null => new Departure(false, createdAt),
            _ => new Departure(false, null),
        };
    }
}
