using System.Text.Json.Nodes;
using Antiphon.Channels;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Messages.Updating;

/// <summary>A message as its row has it: what an update may change, and what decides whether it may.</summary>
internal sealed record StoredMessage
{
    public const string Columns =
        """
        channel, via, from_agent, public, source, sender_user_id, sender_customer_id, receiver_customer_id, integration_id, message_id, external_id, subject,
        body_text, body_html, stripped_text, stripped_html, stripped_signature, attachments, headers, meta, mention_ids, imported, sent_at, failed_at,
        last_sending_error, is_retriable, delivery, action_policy
        """;

    public required string Channel { get; init; }

    public required string Via { get; init; }

    public required bool FromAgent { get; init; }

    public required bool Public { get; init; }

    public Jsonb Source { get; init; }

    public long? SenderUserId { get; init; }

    public long? SenderCustomerId { get; init; }

    public long? ReceiverCustomerId { get; init; }

    public long? IntegrationId { get; init; }

    public string? MessageId { get; init; }

    public string? ExternalId { get; init; }

    public string? Subject { get; init; }

    public string? BodyText { get; init; }

    public string? BodyHtml { get; init; }

    public string? StrippedText { get; init; }

    public string? StrippedHtml { get; init; }

    public string? StrippedSignature { get; init; }

    public Jsonb Attachments { get; init; }

    public Jsonb Headers { get; init; }

    public Jsonb Meta { get; init; }

    public long[]? MentionIds { get; init; }

    public bool Imported { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    public Jsonb LastSendingError { get; init; }

    public bool IsRetriable { get; init; }

    public string? Delivery { get; init; }

    public string? ActionPolicy { get; init; }

    /// <summary>Whether calls are made first; not stored, because a queue in which it is not due says the same.</summary>
    public bool Waits { get; init; }

    public MessageKind Kind => MessageKinds.Of(Channel, Public, FromAgent);

    public bool HasFailed => FailedAt is not null;

    public bool CanBeSent => Kind is MessageKind.Outgoing && ChannelKind.Find(Channel) is { Leaving: Leaving.Sent };

    public static StoredMessage Read(NpgsqlDataReader row) => new()
    {
        Channel = row.GetString(0),
        Via = row.GetString(1),
        FromAgent = row.GetBoolean(2),
        Public = row.GetBoolean(3),
        Source = new Jsonb(row.Text(4)),
        SenderUserId = row.Long(5),
        SenderCustomerId = row.Long(6),
        ReceiverCustomerId = row.Long(7),
        IntegrationId = row.Long(8),
        MessageId = row.Text(9),
        ExternalId = row.Text(10),
        Subject = row.Text(11),
        BodyText = row.Text(12),
        BodyHtml = row.Text(13),
        StrippedText = row.Text(14),
        StrippedHtml = row.Text(15),
        StrippedSignature = row.Text(16),
        Attachments = new Jsonb(row.Text(17)),
        Headers = new Jsonb(row.Text(18)),
        Meta = new Jsonb(row.Text(19)),
        MentionIds = row.IsDBNull(20) ? null : row.GetFieldValue<long[]>(20),
        Imported = row.GetBoolean(21),
        SentAt = row.TimeOrNull(22),
        FailedAt = row.TimeOrNull(23),
        LastSendingError = new Jsonb(row.Text(24)),
        IsRetriable = row.GetBoolean(25),
        Delivery = row.Text(26),
        ActionPolicy = row.Text(27),
    };

    /// <summary>Whether nothing was changed; the same JSON may be spelled in two ways.</summary>
    public bool IsSameAs(StoredMessage other) =>
        Same(Source, other.Source) && Same(Attachments, other.Attachments) && Same(Headers, other.Headers) && Same(Meta, other.Meta) && Same(LastSendingError, other.LastSendingError)
        && (MentionIds ?? []).SequenceEqual(other.MentionIds ?? [])
        && this == other with
        {
            Source = Source,
            Attachments = Attachments,
            Headers = Headers,
            Meta = Meta,
            LastSendingError = LastSendingError,
            MentionIds = MentionIds,
        };

    /// <summary>
    /// Writes the row, which the caller has locked: a sender that holds the message must not lose its claim, and one that waits for its calls goes on waiting.
    /// </summary>
    public Sql Write(long accountId, long id, DateTimeOffset now) => Sql.Of(
        $"""
        update messages set delivery_attempts = 0,
          delivery_due_at = case when {Delivery} = 'queued' and not {Waits} and (delivery is distinct from 'queued' or delivery_due_at is not null) then {now} end,
          ({Columns:raw}) = row(
          {Channel}, {Via}, {FromAgent}, {Public}, {Source}, {SenderUserId}, {SenderCustomerId}, {ReceiverCustomerId}, {IntegrationId}, {MessageId}, {ExternalId}, {Subject},
          {BodyText}, {BodyHtml}, {StrippedText}, {StrippedHtml}, {StrippedSignature}, {Attachments}, {Headers}, {Meta}, {MentionIds}, {Imported}, {SentAt}, {FailedAt},
          {LastSendingError}, {IsRetriable}, {Delivery}, {ActionPolicy})
        where account_id = {accountId} and id = {id}
        """);

    private static bool Same(Jsonb one, Jsonb other) => one == other || (one.Text is not null && other.Text is not null && JsonNode.DeepEquals(JsonNode.Parse(one.Text), JsonNode.Parse(other.Text)));
}
