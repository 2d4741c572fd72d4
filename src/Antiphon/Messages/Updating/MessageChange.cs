using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Messages.Acting;
using Antiphon.Messages.Bodies;

namespace Antiphon.Messages.Updating;

/// <summary>What a request makes of a message, as far as the request and the row alone decide it.</summary>
internal static class MessageChange
{
    /// <summary>The message with its plain fields changed. People and routing are not settled yet.</summary>
    public static StoredMessage Apply(UpdateMessageRequest request, StoredMessage before, FieldErrors errors)
    {
        Required("channel", request.Channel, errors);
        Required("from_agent", request.FromAgent, errors);
        Required("via", request.Via, errors);
        errors.OneOf("channel", request.Channel.Value, Slugs.Channels).OneOf("via", request.Via.Value, Slugs.Vias);
        var channel = request.Channel.Value ?? before.Channel;
        var isNoteChannel = channel is Slugs.InternalNote;
        errors.AddIf(isNoteChannel && request.Public.Value is true, "public", "An internal note cannot be public.");
        MessageFields.Bodies(request.BodyText.Value, request.BodyHtml.Value, errors);
        MessageFields.Texts(request.Subject.Value, request.ExternalId.Value, request.MessageId.Value, errors);
        MessageFields.Attachments(request.Attachments.Value, errors);
        errors.JsonObject("headers", request.Headers.Value).JsonObject("meta", request.Meta.Value);
        var after = before with
        {
            Channel = channel,
            Via = request.Via.Value ?? before.Via,
            FromAgent = request.FromAgent.Value ?? before.FromAgent,
            Public = !isNoteChannel && (request.Public.Value ?? before.Public),
            MessageId = request.MessageId.Or(before.MessageId),
            ExternalId = request.ExternalId.Or(before.ExternalId),
            Subject = request.Subject.Or(before.Subject),
            BodyText = request.BodyText.Or(before.BodyText),
            BodyHtml = request.BodyHtml.Or(before.BodyHtml),
            Attachments = request.Attachments.HasValue ? MessageFields.Store(request.Attachments.Value) : before.Attachments,
            Headers = request.Headers.HasValue ? MessageFields.Store(request.Headers.Value) : before.Headers,
            Meta = request.Meta.HasValue ? MessageFields.Store(request.Meta.Value) : before.Meta,
            MentionIds = request.MentionIds.HasValue ? request.MentionIds.Value is { Count: > 0 } mentions ? [.. mentions.Distinct()] : null : before.MentionIds,
            Imported = request.Imported.HasValue ? request.Imported.Value is true : before.Imported,
            SentAt = request.SentDatetime.Or(before.SentAt),
            FailedAt = request.FailedDatetime.Or(before.FailedAt),
        };
        errors.AddIf(after.Kind is MessageKind.Note && !after.FromAgent, "from_agent", "An internal note is always from an agent.");
        errors.AddIf(after.Kind is not MessageKind.Note && request.MentionIds.Value is { Count: > 0 }, "mention_ids", "Only internal notes mention users.");
        var contentIsSent = request.BodyText.HasValue || request.BodyHtml.HasValue || request.Attachments.HasValue;
        errors.AddIf(
            contentIsSent && after.Public && string.IsNullOrWhiteSpace(after.BodyText) && string.IsNullOrWhiteSpace(after.BodyHtml) && after.Attachments.Text is null,
            "body_text",
            "A public message needs body_text, body_html or an attachment.");
        return WithDelivery(request, before, WithStripped(before, after));
    }

    /// <summary>
    /// What <paramref name="action"/> makes of the message's sending, as it stands with its actions.
    /// </summary>
    public static StoredMessage Act(StoredMessage message, string? action, ResumedActions resumed, FieldErrors errors)
    {
        if (action is null)
        {
            return message;
        }

        message = message with { ActionPolicy = action };
        if (resumed is ResumedActions.Held)
        {
            return message;
        }

        if (message.HasFailed && message.CanBeSent)
        {
            errors.AddIf(!message.IsRetriable, "action", "The message cannot be sent again.");
            return message with { Delivery = "queued", SentAt = null, FailedAt = null, LastSendingError = default, Waits = resumed is ResumedActions.Waiting };
        }

        // To force a message that needs no force changes nothing.
        errors.AddIf(action is MessageAction.Retry && resumed is ResumedActions.NoneFailed, "action", "Only an outgoing message that failed can be sent again.");
        return message;
    }

    /// <summary>A routing as it was stored, to be completed anew for another channel.</summary>
    public static MessageSourceRequest? Source(Jsonb stored) => stored.Text is null
        ? null
        : JsonSerializer.Deserialize(stored.Text, (JsonTypeInfo<MessageSourceRequest>)WireJson.Options.GetTypeInfo(typeof(MessageSourceRequest)))! with { Type = null };

    private static StoredMessage WithStripped(StoredMessage before, StoredMessage after)
    {
        if (after.BodyText != before.BodyText)
        {
            var stripped = after.BodyText is { } text && ChannelKind.Find(after.Channel) is { IsMail: true } ? QuotedThread.Strip(text) : default;
            after = after with { StrippedText = stripped.Text, StrippedSignature = stripped.Signature };
        }

        return after.BodyHtml == before.BodyHtml ? after : after with { StrippedHtml = null };
    }

    // A time that says how sending ended ends it; a message that a sender holds at this moment is left to it.
    private static StoredMessage WithDelivery(UpdateMessageRequest request, StoredMessage before, StoredMessage after) => before.Delivery switch
    {
        "queued" or "failed" when request.SentDatetime.Value is not null => after with { Delivery = "sent" },
        "queued" when request.FailedDatetime.Value is not null => after with { Delivery = "failed" },
        _ => after,
    };

    private static void Required<T>(string field, Optional<T> value, FieldErrors errors) => errors.AddIf(value is { HasValue: true, Value: null }, field, FieldErrors.Null);
}
