using System.Text;
using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Demo;

/// <summary>The inserts of conversations. Ids rise in the order of the rows, so the ids that come back, sorted, belong to the rows one by one.</summary>
internal static class DemoTicketSql
{
    private const int ExcerptLength = 200;

    public static Sql Tickets(DemoShop shop, DemoIds ids, Actor actor) => Sql.Of(
        $"""
        insert into tickets (
          account_id, external_id, status, priority, channel, via, from_agent, customer_id, assignee_user_id, assignee_team_id, language, subject, meta, tag_ids,
          integration_ids, spam, messages_count, excerpt, last_sent_message_not_delivered, created_at, processed_at, updated_at, opened_at,
          last_received_message_at, last_message_at, closed_at, trashed_at, snooze_at)
        select
          {actor.AccountId}, external_id, status, priority, channel, via, from_agent, customer_id, assignee_user_id, assignee_team_id, language, subject, meta, tag_ids,
          integration_ids, spam, messages_count, excerpt, last_sent_message_not_delivered, created_at, created_at, updated_at, opened_at,
          last_received_message_at, last_message_at, closed_at, trashed_at, snooze_at
        from jsonb_to_recordset({DemoPeopleSql.Rows(shop.Tickets.Index(), item => Row(item.Item, item.Index, ids))}) as ticket (
          position int, external_id text, status text, priority text, channel text, via text, from_agent boolean, customer_id bigint, assignee_user_id bigint,
          assignee_team_id bigint, language text, subject text, meta jsonb, tag_ids bigint[], integration_ids bigint[], spam boolean, messages_count int,
          excerpt text, last_sent_message_not_delivered boolean, created_at timestamptz, updated_at timestamptz, opened_at timestamptz,
          last_received_message_at timestamptz, last_message_at timestamptz, closed_at timestamptz, trashed_at timestamptz, snooze_at timestamptz)
        order by position
        returning id
        """);

    public static Sql Messages(DemoShop shop, DemoIds ids, Actor actor) => Sql.Of(
        $"""
        insert into messages (
          account_id, ticket_id, message_id, public, channel, via, from_agent, source, sender_user_id, sender_customer_id, receiver_customer_id, integration_id,
          subject, body_text, body_html, stripped_text, stripped_html, stripped_signature, attachments, last_sending_error, delivery, created_at, processed_at,
          sent_at, failed_at, opened_at)
        select
          {actor.AccountId}, ticket_id, message_id, public, channel, via, from_agent, source, sender_user_id, sender_customer_id, receiver_customer_id, integration_id,
          subject, body_text, body_html, stripped_text, stripped_html, stripped_signature, attachments, last_sending_error, delivery, created_at, created_at,
          sent_at, failed_at, opened_at
        from jsonb_to_recordset({Rows(shop, ids)}) as message (
          position int, ticket_id bigint, message_id text, public boolean, channel text, via text, from_agent boolean, source jsonb, sender_user_id bigint,
          sender_customer_id bigint, receiver_customer_id bigint, integration_id bigint, subject text, body_text text, body_html text, stripped_text text,
          stripped_html text, stripped_signature text, attachments jsonb, last_sending_error jsonb, delivery text, created_at timestamptz, sent_at timestamptz,
          failed_at timestamptz, opened_at timestamptz)
        order by position
        returning id
        """);

    /// <summary>What was answered or closed has been read, by its agent and by those who were here before the shop came.</summary>
    public static Sql Reads(DemoShop shop, DemoIds ids, Actor actor) => Sql.Of(
        $"""
        insert into ticket_reads (account_id, ticket_id, user_id, read_at)
        select {actor.AccountId}, seen.ticket_id, users.id, seen.read_at
        from jsonb_to_recordset({DemoPeopleSql.Rows(shop.Tickets.Zip(ids.Tickets).Where(pair => IsRead(pair.First)), pair => new()
        {
            ["ticket_id"] = pair.Second,
            ["agent_id"] = pair.First.Assignee is { } agent ? ids.Of(agent) : null,
            ["read_at"] = pair.First.UpdatedAt,
        })}) as seen (ticket_id bigint, agent_id bigint, read_at timestamptz)
        join users on users.account_id = {actor.AccountId} and users.deleted_at is null and (users.id = seen.agent_id or users.id <> all({ids.Agents.Values.ToArray()}))
        """);

    private static JsonObject Row(DemoTicket ticket, int position, DemoIds ids)
    {
        var incoming = ticket.Messages.Where(message => !message.FromAgent).Select(message => (DateTimeOffset?)message.CreatedAt).Max();
        var outgoing = ticket.Messages.Where(message => message is { FromAgent: true, Public: true }).ToList();
        var sent = outgoing.Select(message => message.SentAt).Max();
        return new()
        {
            ["position"] = position,
            ["external_id"] = ticket.ExternalId,
            ["status"] = ticket.Status,
            ["priority"] = ticket.Priority,
            ["channel"] = ticket.Channel,
            ["via"] = ticket.Via,
            ["from_agent"] = ticket.FromAgent,
            ["customer_id"] = ids.Customers[ticket.Customer.ExternalId],
            ["assignee_user_id"] = ticket.Assignee is { } agent ? ids.Of(agent) : null,
            ["assignee_team_id"] = ticket.Team is { } team ? ids.Teams[team.Name] : null,
            ["language"] = ticket.Language,
            ["subject"] = ticket.Subject,
            ["meta"] = ticket.Meta.Count == 0 ? null : DemoPeopleSql.Members(ticket.Meta),
            ["tag_ids"] = new JsonArray([.. ticket.Tags.Select(tag => ids.Tags[tag.Name])]),
            ["integration_ids"] = new JsonArray([.. ticket.Messages.Select(ids.Of).OfType<long>().Distinct()]),
            ["spam"] = ticket.Spam,
            ["messages_count"] = ticket.Messages.Count,
            ["excerpt"] = Excerpt(ticket.Messages[^1].BodyText),
            ["last_sent_message_not_delivered"] = outgoing.LastOrDefault()?.FailedAt is not null,
            ["created_at"] = ticket.CreatedAt,
            ["updated_at"] = ticket.UpdatedAt,
            ["opened_at"] = ticket.OpenedAt,
            ["last_received_message_at"] = incoming,
            ["last_message_at"] = incoming is null || sent > incoming ? sent : incoming,
            ["closed_at"] = ticket.ClosedAt,
            ["trashed_at"] = ticket.TrashedAt,
            ["snooze_at"] = ticket.SnoozedUntil,
        };
    }

    private static Jsonb Rows(DemoShop shop, DemoIds ids)
    {
        var said = shop.Tickets.Zip(ids.Tickets).SelectMany(pair => pair.First.Messages, (pair, message) => (Ticket: pair.First, Id: pair.Second, Message: message));
        return DemoPeopleSql.Rows(said.Index(), line => Row(line.Item.Message, line.Item.Ticket.Customer, ids, line.Index, line.Item.Id));
    }

    private static JsonObject Row(DemoMessage message, DemoCustomer customer, DemoIds ids, int position, long ticketId) => new()
    {
        ["position"] = position,
        ["ticket_id"] = ticketId,
        ["message_id"] = message.MessageId,
        ["public"] = message.Public,
        ["channel"] = message.Channel,
        ["via"] = message.Via,
        ["from_agent"] = message.FromAgent,
        ["source"] = Source(message, customer),
        ["sender_user_id"] = message.Agent is { } agent ? ids.Of(agent) : null,
        ["sender_customer_id"] = message.FromAgent ? null : ids.Customers[customer.ExternalId],
        ["receiver_customer_id"] = message is { FromAgent: true, Public: true } ? ids.Customers[customer.ExternalId] : null,
        ["integration_id"] = ids.Of(message),
        ["subject"] = message.Subject,
        ["body_text"] = message.BodyText,
        ["body_html"] = message.BodyHtml,
        ["stripped_text"] = message.StrippedText,
        ["stripped_html"] = message.StrippedHtml,
        ["stripped_signature"] = message.StrippedSignature,
        ["attachments"] = message.Attachments.Count == 0 ? null : new JsonArray([.. message.Attachments.Select(Attachment)]),
        ["last_sending_error"] = message.SendingError is null ? null : new JsonObject { ["error"] = message.SendingError },
        ["delivery"] = message is not { FromAgent: true, Public: true } ? null : message.FailedAt is null ? "sent" : "failed",
        ["created_at"] = message.CreatedAt,
        ["sent_at"] = message.SentAt,
        ["failed_at"] = message.FailedAt,
        ["opened_at"] = message.OpenedAt,
    };

    private static JsonObject Source(DemoMessage message, DemoCustomer customer) => new()
    {
        ["type"] = message.SourceType,
        ["from"] = new JsonObject { ["name"] = message.Agent?.Name ?? customer.Name, ["address"] = message.From },
        ["to"] = message.To is null ? new JsonArray() : new JsonArray(message.FromAgent ? new JsonObject { ["name"] = customer.Name, ["address"] = message.To } : new JsonObject { ["address"] = message.To }),
    };

    private static JsonObject Attachment(DemoAttachment attachment) => new()
    {
        ["url"] = attachment.Url,
        ["name"] = attachment.Name,
        ["content_type"] = attachment.ContentType,
        ["size"] = attachment.Size,
        ["public"] = true,
        ["extra"] = null,
    };

    private static bool IsRead(DemoTicket ticket) => ticket.Status == "closed" || ticket.Messages[^1].FromAgent;

    private static string Excerpt(string text)
    {
        var excerpt = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(ExcerptLength))
        {
            excerpt.Append(rune);
        }

        return excerpt.ToString();
    }
}
