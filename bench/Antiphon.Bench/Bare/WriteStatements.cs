using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Bench.Bare;

/// <summary>The rows that a new ticket and a reply leave, written in one round trip and one transaction.</summary>
internal static class WriteStatements
{
    private const string StoreTicket =
        """
        with who as (
          select customers.id from customer_channels found join customers on customers.account_id = $1 and customers.id = found.customer_id
          where found.account_id = $1 and found.type = 'email' and lower(found.address) = lower($2) for key share of customers),
        ticket as (
          insert into tickets (account_id, status, priority, channel, via, from_agent, customer_id, language, subject, tag_ids, integration_ids, messages_count, excerpt,
            created_at, processed_at, updated_at, last_received_message_at, last_message_at)
          select $1, 'open', 'normal', $3, 'api', false, who.id, 'en', $4, '{}', '{}', 1, left($5, 200), $8, $8, $8, $8, $8 from who
          returning id, customer_id),
        message as (
          insert into messages (account_id, ticket_id, public, channel, via, from_agent, source, sender_customer_id, subject, body_text, body_html, created_at, processed_at, sent_at)
          select $1, ticket.id, true, $3, 'api', false, $7, ticket.customer_id, $4, $5, $6, $8, $8, $8 from ticket
          returning id, ticket_id)
        insert into events (account_id, type, object_type, object_id, user_id, actor, actor_id, context, data, created_at)
        select $1, 'ticket-created', 'Ticket', ticket_id, $9::bigint, 'api-key', 1, gen_random_uuid(), null, $8 from message
        union all
        select $1, 'ticket-message-created', 'TicketMessage', id, $9::bigint, 'api-key', 1, gen_random_uuid(), jsonb_build_object('ticket_id', ticket_id), $8 from message
        """;

    private const string LockTicket = "select customer_id from tickets where account_id = $1 and id = $2 for update";

    private const string StoreReply =
        """
        with message as (
          insert into messages (account_id, ticket_id, public, channel, via, from_agent, source, sender_customer_id, body_text, body_html, created_at, processed_at, sent_at)
          select $1, $2, true, $3, 'api', false, $6, customer_id, $4, $5, $7, $7, $7 from tickets where account_id = $1 and id = $2
          returning id)
        insert into events (account_id, type, object_type, object_id, user_id, actor, actor_id, context, data, created_at)
        select $1, 'ticket-message-created', 'TicketMessage', id, $8::bigint, 'api-key', 1, gen_random_uuid(), jsonb_build_object('ticket_id', $2), $7 from message
        union all
        select $1, 'ticket-updated', 'Ticket', $2, $8::bigint, 'api-key', 1, gen_random_uuid(), null, $7
        union all
        select $1, 'ticket-reopened', 'Ticket', $2, $8::bigint, 'api-key', 1, gen_random_uuid(), null, $7 from tickets where account_id = $1 and id = $2 and status = 'closed'
        """;

    private const string UpdateTicket =
        """
        update tickets set messages_count = messages_count + 1, excerpt = left($3, 200), last_received_message_at = $4, last_message_at = $4, updated_at = $4,
          status = 'open', closed_at = null, snooze_at = null
        where account_id = $1 and id = $2
        """;

    private const string MarkUnread = "delete from ticket_reads where account_id = $1 and ticket_id = $2";

    public static IEnumerable<NpgsqlBatchCommand> Ticket(Tenant tenant, JsonElement body, DateTimeOffset now)
    {
        var message = body.GetProperty("messages")[0];
        return
        [
            Command(
                StoreTicket, tenant.AccountId, Text(body.GetProperty("customer"), "email"), Text(body, "channel"), Text(body, "subject"), Text(message, "body_text"),
                Text(message, "body_html"), Json(message.GetProperty("source")), now, tenant.UserId),
        ];
    }

    public static IEnumerable<NpgsqlBatchCommand> Reply(Tenant tenant, long ticketId, JsonElement body, DateTimeOffset now) =>
    [
        Command(LockTicket, tenant.AccountId, ticketId),
        Command(
            StoreReply, tenant.AccountId, ticketId, Text(body, "channel"), Text(body, "body_text"), Text(body, "body_html"), Json(body.GetProperty("source")), now, tenant.UserId),
        Command(UpdateTicket, tenant.AccountId, ticketId, Text(body, "body_text"), now),
        Command(MarkUnread, tenant.AccountId, ticketId),
    ];

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static NpgsqlParameter Json(JsonElement json) => new() { Value = json.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
