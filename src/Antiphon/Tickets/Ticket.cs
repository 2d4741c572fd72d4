using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Tickets;

/// <summary>One conversation between the company and a customer, with what every list of tickets shows of its neighbours.</summary>
internal sealed record Ticket
{
    public const int MaxSubjectLength = 998;
    public const int MaxExternalIdLength = 255;

    public required long Id { get; init; }

    public string? ExternalId { get; init; }

    public required string Status { get; init; }

    public required string Priority { get; init; }

    public required string Channel { get; init; }

    public required string Via { get; init; }

    public bool? FromAgent { get; init; }

    public string? Language { get; init; }

    public string? Subject { get; init; }

    public JsonElement? Summary { get; init; }

    public JsonElement? Meta { get; init; }

    public required long[] TagIds { get; init; }

    public bool Spam { get; init; }

    public bool Imported { get; init; }

    public int MessagesCount { get; init; }

    public string? Excerpt { get; init; }

    public bool LastSentMessageNotDelivered { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ProcessedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? LastReceivedMessageAt { get; init; }

    public DateTimeOffset? LastMessageAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? TrashedAt { get; init; }

    public DateTimeOffset? SnoozeAt { get; init; }

    public bool IsUnread { get; init; }

    public required IReadOnlyDictionary<long, JsonElement> Fields { get; init; }

    public required JsonElement Tags { get; init; }

    public required JsonElement Integrations { get; init; }

    public PersonResource? Customer { get; init; }

    public AssigneeResource? AssigneeUser { get; init; }

    public AssigneeTeamResource? AssigneeTeam { get; init; }

    public bool IsOpen => Status == "open";

    /// <summary>
    /// Tickets of an account as a caller sees them, up to and into the where clause: filters on <c>tickets</c> follow. Tags come in the order in which
    /// they were added. What is looked up for each row is written so that it can only be looked up for each row: PostgreSQL expects to be asked for all
    /// tickets, not for a page, and would rather read everything that a user has ever read, or all tags, before the first row.
    /// </summary>
    public static Sql Select(long accountId, long? readerId) => Sql.Of(
        $"""
        select tickets.id, tickets.external_id, tickets.status, tickets.priority, tickets.channel, tickets.via, tickets.from_agent, tickets.language,
          tickets.subject, tickets.summary, tickets.meta, tickets.tag_ids, tickets.spam, tickets.imported, tickets.messages_count, tickets.excerpt,
          tickets.last_sent_message_not_delivered, tickets.created_at, tickets.processed_at, tickets.updated_at, tickets.opened_at,
          tickets.last_received_message_at, tickets.last_message_at, tickets.closed_at, tickets.trashed_at, tickets.snooze_at,
          (select r.read_at from ticket_reads r where r.account_id = {accountId} and r.ticket_id = tickets.id and r.user_id = {readerId}) is null,
          case when tickets.tag_ids = array[]::bigint[] then null else (
            select jsonb_agg(carried.tag)
            from unnest(tickets.tag_ids) ids (id) cross join lateral (
              select jsonb_build_object('id', t.id, 'name', t.name, 'decoration', t.decoration) tag from tags t where t.account_id = {accountId} and t.id = ids.id offset 0) carried) end,
          case when tickets.integration_ids = array[]::bigint[] then null else (
            select jsonb_agg(used.integration)
            from unnest(tickets.integration_ids) ids (id) cross join lateral (
              select jsonb_build_object('name', i.name, 'address', i.address, 'type', i.type) integration
              from integrations i where i.account_id = {accountId} and i.id = ids.id offset 0) used) end,
          {CustomerReading.PersonColumns:raw},
          assignee.id, assignee.email, assignee.name, assignee.meta, assignee.bio, team.id, team.name, team.decoration, {FieldMap.OfTickets:raw}
        from tickets
        left join customers on customers.account_id = {accountId} and customers.id = tickets.customer_id
        left join users assignee on assignee.account_id = {accountId} and assignee.id = tickets.assignee_user_id
        left join teams team on team.account_id = {accountId} and team.id = tickets.assignee_team_id
        where tickets.account_id = {accountId}
        """);

    public static Ticket Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        ExternalId = row.Text(1),
        Status = row.GetString(2),
        Priority = row.GetString(3),
        Channel = row.GetString(4),
        Via = row.GetString(5),
        FromAgent = row.Flag(6),
        Language = row.Text(7),
        Subject = row.Text(8),
        Summary = row.Json(9),
        Meta = row.Json(10),
        TagIds = row.GetFieldValue<long[]>(11),
        Spam = row.GetBoolean(12),
        Imported = row.GetBoolean(13),
        MessagesCount = row.GetInt32(14),
        Excerpt = row.Text(15),
        LastSentMessageNotDelivered = row.GetBoolean(16),
        CreatedAt = row.Time(17),
        ProcessedAt = row.TimeOrNull(18),
        UpdatedAt = row.Time(19),
        OpenedAt = row.TimeOrNull(20),
        LastReceivedMessageAt = row.TimeOrNull(21),
        LastMessageAt = row.TimeOrNull(22),
        ClosedAt = row.TimeOrNull(23),
        TrashedAt = row.TimeOrNull(24),
        SnoozeAt = row.TimeOrNull(25),
        IsUnread = row.GetBoolean(26),
        Tags = row.Json(27) ?? EmptyJson.List,
        Integrations = row.Json(28) ?? EmptyJson.List,
        Customer = CustomerReading.Person(row, 29),
        AssigneeUser = row.Long(33) is { } userId
            ? new(userId, row.Text(34), row.Text(35), PersonName.First(row.Text(35)), PersonName.Last(row.Text(35)), row.Json(36), row.Text(37))
            : null,
        AssigneeTeam = row.Long(38) is { } teamId ? new(teamId, row.GetString(39), row.Json(40)) : null,
        Fields = FieldMap.Read(row, 41),
    };
}
