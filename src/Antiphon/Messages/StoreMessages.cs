using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Sandbox;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Messages;

/// <summary>The insert of prepared messages, for a statement of whoever makes the ticket or adds to it.</summary>
internal static class StoreMessages
{
    /// <summary>The announcement that a message waits to be sent.</summary>
    public const string Announcement = "messages_queued";

    /// <summary>The id of the message that this connection stored last, for the statements that follow in the same round trip.</summary>
    public static Sql LastId(long accountId) => SandboxAccounts.IsSandbox(accountId)
        ? Sql.Of($"(select current_setting('antiphon.stored_message')::bigint)")
        : Sql.Of($"(select currval('messages_id_seq'))");

    /// <summary>
    /// An insert to stand alone or in a <c>with</c> clause, that returns the <c>id</c> of each message; ids rise in the order of the list.
    /// <paramref name="ticketId"/> is the ticket's id, or a select of it from another clause in parentheses: <c>(select id from ticket)</c>.
    /// The text is the same for any number of messages, so that it stays prepared. What is to be sent wakes the sender when the transaction commits.
    /// </summary>
    public static Sql Of(Actor actor, Sql ticketId, IReadOnlyList<PreparedMessage> messages) => Sql.Of(
        $"""
        insert into messages (
          account_id, ticket_id, channel, via, from_agent, public, created_at, processed_at, source, sender_user_id, sender_customer_id, receiver_customer_id,
          integration_id, message_id, external_id, subject, body_text, body_html, stripped_text, stripped_html, stripped_signature, attachments, macros,
          actions, action_policy, headers, meta, auth_customer_identity, last_sending_error, mention_ids, imported, sent_at, failed_at, opened_at, deleted_at,
          rule_id, delivery, delivery_due_at)
        select
          {actor.AccountId}, {ticketId}, channel, via, from_agent, public, created_at, processed_at, source, sender_user_id, sender_customer_id, receiver_customer_id,
          integration_id, message_id, external_id, subject, body_text, body_html, stripped_text, stripped_html, stripped_signature, attachments, macros,
          actions, action_policy, headers, meta, auth_customer_identity, last_sending_error, mention_ids::bigint[], imported, sent_at, failed_at, opened_at, deleted_at,
          rule_id, case when queued then 'queued' end, case when queued then processed_at end
        from unnest(
          {Texts(messages, message => message.Channel)}, {Texts(messages, message => message.Via)}, {Flags(messages, message => message.FromAgent)}, {Flags(messages, message => message.Public)},
          {Times(messages, message => message.CreatedAt)}, {Times(messages, message => message.ProcessedAt)}, {Json(messages, message => message.Source)},
          {Ids(messages, message => message.SenderUserId)}, {Ids(messages, message => message.SenderCustomerId)}, {Ids(messages, message => message.ReceiverCustomerId)}, {Ids(messages, message => message.IntegrationId)},
          {Texts(messages, message => message.MessageId)}, {Texts(messages, message => message.ExternalId)}, {Texts(messages, message => message.Subject)},
          {Texts(messages, message => message.BodyText)}, {Texts(messages, message => message.BodyHtml)}, {Texts(messages, message => message.StrippedText)},
          {Texts(messages, message => message.StrippedHtml)}, {Texts(messages, message => message.StrippedSignature)},
          {Json(messages, message => message.Attachments)}, {Json(messages, message => message.Macros)}, {Json(messages, message => message.Actions)}, {Texts(messages, message => message.ActionPolicy)},
          {Json(messages, message => message.Headers)}, {Json(messages, message => message.Meta)}, {Json(messages, message => message.AuthCustomerIdentity)}, {Json(messages, message => message.LastSendingError)},
          {Texts(messages, message => message.MentionIds is null ? null : $"{{{string.Join(',', message.MentionIds)}}}")}, {Flags(messages, message => message.Imported)},
          {Times(messages, message => message.SentAt)}, {Times(messages, message => message.FailedAt)}, {Times(messages, message => message.OpenedAt)}, {Times(messages, message => message.DeletedAt)},
          {Flags(messages, message => message.IsQueued)}, {Ids(messages, message => message.RuleId)})
        with ordinality prepared (
          channel, via, from_agent, public, created_at, processed_at, source, sender_user_id, sender_customer_id, receiver_customer_id, integration_id,
          message_id, external_id, subject, body_text, body_html, stripped_text, stripped_html, stripped_signature, attachments, macros, actions, action_policy,
          headers, meta, auth_customer_identity, last_sending_error, mention_ids, imported, sent_at, failed_at, opened_at, deleted_at, queued, rule_id, position)
        order by position
        returning id, case when delivery is not null then pg_notify({Announcement}, '') end notified
        """);

    private static NpgsqlParameter<string?[]> Texts(IReadOnlyList<PreparedMessage> messages, Func<PreparedMessage, string?> value) => Column(messages, value, NpgsqlDbType.Text);

    private static NpgsqlParameter<string?[]> Json(IReadOnlyList<PreparedMessage> messages, Func<PreparedMessage, Jsonb> value) => Column(messages, message => value(message).Text, NpgsqlDbType.Jsonb);

    private static NpgsqlParameter<long?[]> Ids(IReadOnlyList<PreparedMessage> messages, Func<PreparedMessage, long?> value) => Column(messages, value, NpgsqlDbType.Bigint);

    private static NpgsqlParameter<bool[]> Flags(IReadOnlyList<PreparedMessage> messages, Func<PreparedMessage, bool> value) => Column(messages, value, NpgsqlDbType.Boolean);

    private static NpgsqlParameter<DateTimeOffset?[]> Times(IReadOnlyList<PreparedMessage> messages, Func<PreparedMessage, DateTimeOffset?> value) =>
        Column(messages, message => value(message)?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<PreparedMessage> messages, Func<PreparedMessage, T> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. messages.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };
}
