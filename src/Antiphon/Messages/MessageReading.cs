using Antiphon.Actions.Calls;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Messages;

/// <summary>
/// Reads messages with their people, for whoever shows them. A user who was deleted keeps the name that stands here; a customer who was deleted leaves none.
/// </summary>
internal static class MessageReading
{
    private const string Columns =
        """
        m.id, m.ticket_id, m.message_id, m.external_id, m.public, m.channel, m.via, m.source, m.auth_customer_identity, m.integration_id, m.intents, m.rule_id,
        m.from_agent, m.subject, m.body_text, m.body_html, m.stripped_text, m.stripped_html, m.stripped_signature, m.attachments, m.macros, m.actions,
        m.headers, m.imported, m.meta, m.created_at, m.processed_at, m.deleted_at, m.sent_at, m.failed_at, m.opened_at, m.last_sending_error, m.is_retriable,
        author.id, author.email, author.name, author.meta, customers.id, customers.email, customers.name, customers.meta,
        receiver.id, receiver.email, receiver.name, receiver.meta
        """;

    /// <summary>A select whose where clause goes on with conditions on <c>m</c>. <see cref="Read"/> reads its rows.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $"""
        select {Columns:raw} from messages m
        left join users author on author.account_id = m.account_id and author.id = m.sender_user_id
        left join customers on customers.account_id = m.account_id and customers.id = m.sender_customer_id
        left join customers receiver on receiver.account_id = m.account_id and receiver.id = m.receiver_customer_id
        where m.account_id = {accountId}
        """);

    /// <summary>The messages that a ticket's detail shows, oldest first.</summary>
    public static Sql OfTicket(long accountId, long ticketId) => Select(accountId) + Sql.Of($" and m.ticket_id = {ticketId} and m.deleted_at is null order by m.created_at, m.id");

    /// <summary>The wire's message; inside a ticket it is written as a <see cref="TicketMessageResource"/>.</summary>
    public static MessageResource Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Uri = $"/api/tickets/{row.GetInt64(1)}/messages/{row.GetInt64(0)}/",
        TicketId = row.GetInt64(1),
        MessageId = row.Text(2),
        ExternalId = row.Text(3),
        Public = row.GetBoolean(4),
        Channel = row.GetString(5),
        Via = row.GetString(6),
        Source = row.Json(7),
        AuthCustomerIdentity = row.Json(8),
        IntegrationId = row.Long(9),
        Intents = row.Json(10)!.Value,
        RuleId = row.Long(11),
        FromAgent = row.GetBoolean(12),
        Subject = row.Text(13),
        BodyText = row.Text(14),
        BodyHtml = row.Text(15),
        StrippedText = row.Text(16),
        StrippedHtml = row.Text(17),
        StrippedSignature = row.Text(18),
        Attachments = row.Json(19),
        Macros = row.Json(20),
        Actions = CallSecrets.InActions(row.Json(21)),
        Headers = row.Json(22),
        Imported = row.GetBoolean(23),
        Meta = row.Json(24),
        CreatedDatetime = row.Time(25),
        ProcessedDatetime = row.TimeOrNull(26),
        DeletedDatetime = row.TimeOrNull(27),
        SentDatetime = row.TimeOrNull(28),
        FailedDatetime = row.TimeOrNull(29),
        OpenedDatetime = row.TimeOrNull(30),
        LastSendingError = row.Json(31),
        IsRetriable = row.GetBoolean(32),
        Sender = CustomerReading.Person(row, 33) ?? CustomerReading.Person(row, 37),
        Receiver = CustomerReading.Person(row, 41),
    };
}
