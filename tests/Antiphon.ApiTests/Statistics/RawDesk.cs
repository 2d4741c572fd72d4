using System.Text.Json;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Statistics;

internal sealed record RawEvent(long Id, string Type, string ObjectType, long ObjectId, long? UserId, string Actor, JsonElement? Data, DateTimeOffset At)
{
    public long? TicketId => ObjectType is "Ticket" ? ObjectId : ObjectType is "TicketMessage" && Data is { } data && data.TryGetProperty("ticket_id", out var ticket) ? ticket.GetInt64() : null;
}

internal sealed record RawTicket(
    long Id, string Channel, long[] Integrations, long? Team, long? Assignee, long[] Tags, bool IsSpam, bool IsTrashed, bool IsOpen, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt);

internal sealed record RawMessage(long Id, long Ticket, bool FromAgent, bool IsPublic, string Channel, long? Sender, long? Rule, DateTimeOffset CreatedAt, DateTimeOffset? SentAt);

internal sealed record RawValue(long Ticket, long Field, string Value, DateTimeOffset? SetAt);

internal sealed record RawSurvey(long Ticket, int? Score, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? ScoredAt);

internal sealed record RawCall(
    long Id, long? Ticket, long? Customer, long? Integration, long? Queue, long? Agent, string Direction, string Status, string Termination, int? Duration, int? Wait, DateTimeOffset StartedAt);

internal sealed record RawCallEvent(long Call, string Type, long? User, DateTimeOffset At);

/// <summary>What the desk knows without any statistics: its events and objects, row by row.</summary>
internal sealed record RawDesk(
    IReadOnlyList<RawEvent> Events,
    IReadOnlyList<RawTicket> Tickets,
    IReadOnlyList<RawMessage> Messages,
    IReadOnlyList<RawValue> Values,
    IReadOnlyDictionary<long, string> Roles,
    IReadOnlySet<long> Agents,
    IReadOnlySet<long> Stores,
    IReadOnlySet<long> Imported,
    IReadOnlySet<long> Snoozed,
    ILookup<long, long> Teams)
{
    public required IReadOnlyList<RawSurvey> Surveys { get; init; }

    public required IReadOnlyList<RawCall> Calls { get; init; }

    public required IReadOnlyList<RawCallEvent> CallEvents { get; init; }

    /// <summary>When it was looked at.</summary>
    public DateTimeOffset ReadAt { get; init; }

    public static Task<RawDesk> ReadAsync(Desk desk) => desk.InScopeAsync(async services =>
    {
        var (db, account, none) = (services.GetRequiredService<DeskDb>(), desk.Account.Id, CancellationToken.None);
        return new RawDesk(
            await db.ListAsync(
                $"select id, type, object_type, object_id, user_id, actor, data, created_at from events where account_id = {account} order by id",
                row => new RawEvent(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.Long(4), row.GetString(5), row.Json(6), row.Time(7)),
                none),
            await db.ListAsync(
                $"select id, channel, integration_ids, assignee_team_id, assignee_user_id, tag_ids, spam, trashed_at, status, created_at, closed_at from tickets where account_id = {account} order by id",
                row => new RawTicket(
                    row.GetInt64(0), row.GetString(1), row.GetFieldValue<long[]>(2), row.Long(3), row.Long(4), row.GetFieldValue<long[]>(5), row.GetBoolean(6), row.TimeOrNull(7) is not null,
                    row.GetString(8) is "open", row.Time(9), row.TimeOrNull(10)),
                none),
            await db.ListAsync(
                $"select id, ticket_id, from_agent, public, channel, sender_user_id, rule_id, created_at, sent_at from messages where account_id = {account} order by id",
                row => new RawMessage(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2), row.GetBoolean(3), row.GetString(4), row.Long(5), row.Long(6), row.Time(7), row.TimeOrNull(8)),
                none),
            await db.ListAsync(
                $"select ticket_id, field_id, coalesce(text_value, number_value::text, flag_value::text), set_at from ticket_field_values where account_id = {account}",
                row => new RawValue(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.TimeOrNull(3)),
                none),
            (await db.ListAsync($"select id, role from users where account_id = {account}", row => (row.GetInt64(0), row.GetString(1)), none)).ToDictionary(),
            (await db.ListAsync($"select user_id from agents where account_id = {account}", row => row.GetInt64(0), none)).ToHashSet(),
            (await db.ListAsync($"select id from integrations where account_id = {account} and type = 'shopify'", row => row.GetInt64(0), none)).ToHashSet(),
            (await db.ListAsync($"select id from tickets where account_id = {account} and imported", row => row.GetInt64(0), none)).ToHashSet(),
            (await db.ListAsync($"select id from tickets where account_id = {account} and snooze_at is not null", row => row.GetInt64(0), none)).ToHashSet(),
            (await db.ListAsync($"select team_id, user_id from team_members where account_id = {account}", row => (Team: row.GetInt64(0), User: row.GetInt64(1)), none)).ToLookup(row => row.Team, row => row.User))
        {
            Surveys = await db.ListAsync(
                $"select ticket_id, score, created_at, sent_at, scored_at from satisfaction_surveys where account_id = {account}",
                row => new RawSurvey(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt16(1), row.Time(2), row.TimeOrNull(3), row.TimeOrNull(4)),
                none),
            Calls = await db.ListAsync(
                $"select id, ticket_id, customer_id, integration_id, queue_id, answered_by, direction, status, termination_status, duration, wait_seconds, started_at from voice_calls where account_id = {account}",
                row => new RawCall(
                    row.GetInt64(0), row.Long(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.GetString(6), row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetInt32(9),
                    row.IsDBNull(10) ? null : row.GetInt32(10), row.Time(11)),
                none),
            CallEvents = await db.ListAsync(
                $"select call_id, type, user_id, created_at from voice_call_events where account_id = {account}",
                row => new RawCallEvent(row.GetInt64(0), row.GetString(1), row.Long(2), row.Time(3)),
                none),
        };
    });
}
