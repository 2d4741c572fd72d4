using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Files.Attaching;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Macros.Applying;
using Antiphon.Messages.Acting;
using Antiphon.Messages.Bodies;

namespace Antiphon.Messages;

/// <summary>
/// The rules of a message, wherever it comes from: checks a request, finds or makes its people, and derives what it leaves out. Works in the open
/// transaction of whoever stores the message.
/// </summary>
internal sealed class PrepareMessage(MessagePeople people, MessageRouting routing, MessageMacros macros, CheckAttachments checkAttachments)
{
    /// <summary>Answers the message, or null when something is wrong; everything that is wrong is then noted in <paramref name="errors"/>.</summary>
    public async Task<PreparedMessage?> RunAsync(CreateMessageRequest request, FieldErrors errors, MessageSetting setting, Actor actor, CancellationToken cancellationToken)
    {
        var before = errors.Count;
        var slug = request.Channel ?? setting.Channel;
        var sentByAgent = request.FromAgent ?? setting.FromAgent;
        var via = request.Via ?? setting.Via ?? "api";
        errors.AddIf(slug is null, "channel", FieldErrors.Missing).AddIf(sentByAgent is null, "from_agent", FieldErrors.Missing);
        errors.OneOf("channel", slug, Slugs.Channels).OneOf("via", via, Slugs.Vias);
        MessageFields.Check(request, errors);
        var attachments = await checkAttachments.RunAsync(request.Attachments, errors, actor, cancellationToken);
        var macroIds = await macros.CheckAsync(request.Macros, errors, actor, cancellationToken);
        if (slug is null || sentByAgent is not { } fromAgent || ChannelKind.Find(slug) is not { } channel)
        {
            return null;
        }

        var isPublic = channel.Leaving is not Leaving.Never && request.Public is not false;
        var kind = MessageKinds.Of(slug, isPublic, fromAgent);
        errors.AddIf(kind is MessageKind.Note && !fromAgent, "from_agent", "An internal note is always from an agent.");
        errors.AddIf(kind is not MessageKind.Note && request.MentionIds is { Count: > 0 }, "mention_ids", "Only internal notes mention users.");
        MessageFields.CheckContent(request, isPublic, errors);
        MessageRouting.Check(request.Source, channel, kind, errors);
        var createdAt = request.CreatedDatetime ?? setting.Now;
        var imported = request.Imported is true || setting.Imported;
        var departure = Departure.Of(kind, channel, request, createdAt, imported);
        var persons = await people.FindAsync(request, kind, channel, setting, errors, actor, cancellationToken);
        var route = await routing.FindAsync(request.Source, request.IntegrationId, kind, channel, persons, departure.IsQueued, setting.Lookups, errors, actor, cancellationToken);
        if (errors.Count > before)
        {
            return null;
        }

        var body = MessageBody.Of(request.BodyText, request.BodyHtml);
        var stripped = MessageBody.Strip(request, body, channel);
        return new PreparedMessage
        {
            Channel = slug,
            Via = via,
            FromAgent = fromAgent,
            Public = isPublic,
            CreatedAt = createdAt,
            ProcessedAt = setting.Now,
            Source = route.Source,
            SenderUserId = persons.SenderUserId,
            SenderCustomerId = persons.SenderCustomerId,
            ReceiverCustomerId = persons.ReceiverCustomerId,
            IntegrationId = route.IntegrationId,
            MessageId = request.MessageId,
            ExternalId = request.ExternalId,
            Subject = SubjectOf(request, kind, channel, setting),
            BodyText = body.Text,
            BodyHtml = body.Html,
            StrippedText = stripped.Text,
            StrippedHtml = stripped.Html,
            StrippedSignature = stripped.Signature,
            Attachments = MessageFields.Store(attachments),
            LinkedFiles = CheckAttachments.Elsewhere(attachments, actor.AccountId),
            Headers = MessageFields.Store(request.Headers),
            Meta = MessageFields.Store(request.Meta),
            AuthCustomerIdentity = MessageFields.Store(request.AuthCustomerIdentity),
            LastSendingError = MessageFields.Store(request.LastSendingError),
            MacroIds = macroIds,
            Actions = NotedActions.Fresh(request.Actions),
            RuleId = setting.RuleId,
            ActionPolicy = setting.ActionPolicy,
            MentionIds = request.MentionIds is { Count: > 0 } mentions ? [.. mentions.Distinct()] : null,
            Imported = imported,
            SentAt = departure.SentAt,
            FailedAt = request.FailedDatetime,
            OpenedAt = request.OpenedDatetime,
            DeletedAt = request.DeletedDatetime,
            IsQueued = departure.IsQueued,
        };
    }

    private static string? SubjectOf(CreateMessageRequest request, MessageKind kind, ChannelKind channel, MessageSetting setting)
    {
        if (request.Subject is not null || kind is MessageKind.Note)
        {
            return request.Subject;
        }

        if (setting.Subject is not null || kind is not MessageKind.Outgoing || !channel.IsMail || string.IsNullOrWhiteSpace(setting.TicketSubject))
        {
            return setting.Subject;
        }

        var reply = setting.TicketSubject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) ? setting.TicketSubject : $"Re: {setting.TicketSubject}";
        return reply.Length > MessageFields.MaxSubjectLength ? reply[..MessageFields.MaxSubjectLength] : reply;
    }
}
