using System.Text.Json;
using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Messages.Replying;

/// <summary>Answers a ticket where its last public message came from or went to, from the company's own address there.</summary>
internal sealed class ReplyToTicket(DeskDb db, CreateMessage createMessage, CompanyAddress companyAddress, AutoReplyLimits limits)
{
    public async Task<ReplySent> RunAsync(long ticketId, ReplyText text, string via, long? ruleId, Actor actor, CancellationToken cancellationToken)
    {
        var last = await db.FirstOrDefaultAsync<LastMessage?>(
            $"""
            select coalesce(m.channel, tickets.channel), coalesce(m.from_agent, false), m.source, m.integration_id
            from tickets left join lateral (
              select channel, from_agent, source, integration_id from messages
              where account_id = {actor.AccountId} and ticket_id = tickets.id and public and deleted_at is null order by created_at desc, id desc limit 1) m on true
            where tickets.account_id = {actor.AccountId} and tickets.id = {ticketId}
            """,
            row => new LastMessage(row.GetString(0), row.GetBoolean(1), row.Json(2), row.Long(3)),
            cancellationToken);
        if (last is null)
        {
            return new ReplySent(null, "not-found", "The ticket does not exist.");
        }

        if (ruleId is not null && await limits.ReplyObjectionAsync(ticketId, actor, cancellationToken) is { } objection)
        {
            return new ReplySent(null, objection, "A rule may not write here now.");
        }

        // Forms are answered by e-mail.
        var slug = last.Channel is "contact_form" or "help-center" ? "email" : last.Channel;
        if (ChannelKind.Find(slug) is not { Leaving: Leaving.Sent or Leaving.AlreadySent } channel)
        {
            return new ReplySent(null, "unanswerable-channel", $"Nothing can be sent on the channel {slug}.");
        }

        MessageAddressRequest? from = null;
        if (channel.IsMail && (from = await companyAddress.FindAsync(last.IntegrationId, actor, cancellationToken)) is null)
        {
            return new ReplySent(null, "integration-not-found", "No e-mail address of the company is connected.");
        }

        var to = text.To.Count > 0 ? text.To : last.Channel == slug ? last.OtherSide : [];
        var request = new CreateMessageRequest
        {
            Channel = slug,
            FromAgent = true,
            Via = via,
            BodyText = text.BodyText,
            BodyHtml = text.BodyHtml,
            Attachments = text.Attachments.Count > 0 ? text.Attachments : null,
            // Mail leaves through the integration that has the address, which is another one when that of the conversation was switched off.
            IntegrationId = last.Channel == slug && !channel.IsMail ? last.IntegrationId : null,
            Source = new MessageSourceRequest(From: from, To: to is { Count: > 0 } ? to : null, Cc: text.Cc is { Count: > 0 } cc ? cc : null, Bcc: text.Bcc is { Count: > 0 } bcc ? bcc : null),
        };
        var created = await createMessage.RunAsync(ticketId, request, new MessageCause(RuleId: ruleId), actor, cancellationToken);
        return created.Failure switch
        {
            null => new ReplySent(created.Value),
            Failure.InvalidInput invalid => new ReplySent(null, invalid.Errors.Under("source").Has("to") ? "no-recipient" : "invalid-arguments", string.Join(' ', invalid.Errors.Lines())),
            _ => new ReplySent(null, "forbidden", "The message may not be sent."),
        };
    }

    private sealed record LastMessage(string Channel, bool FromAgent, JsonElement? Source, long? IntegrationId)
    {
        /// <summary>Who was on the customer's side of it.</summary>
        public IReadOnlyList<MessageAddressRequest> OtherSide
        {
            get
            {
                if (Source is not { ValueKind: JsonValueKind.Object } source || !source.TryGetProperty(FromAgent ? "to" : "from", out var side))
                {
                    return [];
                }

                return side.ValueKind switch
                {
                    JsonValueKind.Array => [.. side.EnumerateArray().Select(Read).OfType<MessageAddressRequest>()],
                    JsonValueKind.Object when Read(side) is { } one => [one],
                    _ => [],
                };
            }
        }

        private static MessageAddressRequest? Read(JsonElement at) =>
            at.ValueKind is JsonValueKind.Object && Text(at, "address") is { Length: > 0 } address ? new MessageAddressRequest(Text(at, "name"), address) : null;

        private static string? Text(JsonElement at, string name) => at.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
    }
}
