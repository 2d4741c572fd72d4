using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Views;

/// <summary>
/// Tickets with every kind of value that filters ask for, and every kind of gap: written into the tables, because no client could make so many odd ones in
/// a second.
/// </summary>
internal sealed class FilterStock(Desk desk, Random random)
{
    public static readonly DateTimeOffset Around = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly string?[] Subjects =
    [
        null, "", "Refund", "refund please", "REFUND", "Where is my order #1042?", "100% off_sale", "a%b", "back\\slash", "it's \"mine\"", "É à È", "straße", "STRASSE", "İstanbul", "istanbul",
        "ΟΔΟΣ", "οδος", "οδοσ", "😀 smile", "line\nbreak", "5", "true", "null", "{{current_user.id}}", "$1 and $2", "'; drop table tickets; --",
    ];

    public static readonly string[] TagNames = ["vip", "VIP", "Refund", "refund", "a%b", "é", "É", "straße", "it's", "urgent"];

    public List<long> Users { get; } = [];

    public List<long> Teams { get; } = [];

    public List<long> Customers { get; } = [];

    public List<long> Tags { get; } = [];

    public List<long> Integrations { get; } = [];

    public List<long> Fields { get; } = [];

    public List<long> Tickets { get; } = [];

    public async Task FillAsync(int tickets) => await desk.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<DeskDb>();
        var account = desk.Account.Id;
        Users.AddRange(await Ids(db, $"insert into users (account_id, email, name, role, created_at, updated_at) select {account}, 'User' || n || '@Acme.example', (array['Ada Lind', 'ÉMILE', 'Straße 5', '100%'])[n], 'agent', now(), now() from generate_series(1, 4) n returning id"));
        Teams.AddRange(await Ids(db, $"insert into teams (account_id, name, created_at) select {account}, (array['Warehouse', 'VIP desk', 'ÜBER'])[n], now() from generate_series(1, 3) n returning id"));
        Customers.AddRange(await Ids(
            db,
            $"""
            insert into customers (account_id, external_id, email, name, language, created_at, updated_at)
            select {account}, case when n % 3 = 0 then 'x' || n end, case when n % 5 > 0 then 'Mira' || n || '@Mail.example' end, (array[null, '', 'Mira', 'MIRA Ö', 'it''s me'])[1 + n % 5],
              (array['en', 'fr', null])[1 + n % 3], {Around} - n * interval '1 day', {Around} - n * interval '7 hours'
            from generate_series(1, 40) n returning id
            """));
        Tags.AddRange(await Ids(db, $"insert into tags (account_id, name, created_at) select {account}, name, now() from unnest({TagNames}) name returning id"));
        Integrations.AddRange(await Ids(db, $"insert into integrations (account_id, type, name, address, created_at, updated_at) select {account}, 'email', 'Mail', n || '@in.example', now(), now() from generate_series(1, 3) n returning id"));
        foreach (var holder in new[] { "Ticket", "Customer" })
        {
            foreach (var type in new[] { "text", "number", "boolean" })
            {
                Fields.AddRange(await Ids(
                    db,
                    $$"""
                    insert into custom_fields (account_id, object_type, label, requirement_type, definition, created_at, updated_at)
                    values ({{account}}, {{holder}}, {{holder}} || {{type}}, 'visible', jsonb_build_object('data_type', {{type}}, 'input_settings', '{}'::jsonb), now(), now()) returning id
                    """));
            }
        }

        await TicketsAsync(db, account, tickets);
        return true;
    });

    private async Task TicketsAsync(DeskDb db, long account, int count)
    {
        var rows = new Jsonb(new JsonArray([.. Enumerable.Range(0, count).Select(_ => (JsonNode)Ticket())]).ToJsonString());
        Tickets.AddRange(await Ids(
            db,
            $"""
            insert into tickets (account_id, external_id, status, priority, channel, via, from_agent, customer_id, assignee_user_id, assignee_team_id, language, subject, tag_ids, integration_ids,
              spam, created_at, processed_at, updated_at, opened_at, last_received_message_at, last_message_at, closed_at, trashed_at, snooze_at)
            select {account}, r.external_id, r.status, r.priority, r.channel, r.via, r.from_agent, r.customer_id, r.assignee_user_id, r.assignee_team_id, r.language, r.subject,
              r.tag_ids, r.integration_ids, r.spam, r.created_at, r.created_at, r.updated_at, r.opened_at, r.last_received_message_at, r.last_message_at, r.closed_at, r.trashed_at, r.snooze_at
            from jsonb_to_recordset({rows}) r (external_id text, status text, priority text, channel text, via text, from_agent boolean, customer_id bigint, assignee_user_id bigint,
              assignee_team_id bigint, language text, subject text, tag_ids bigint[], integration_ids bigint[], spam boolean, created_at timestamptz, updated_at timestamptz,
              opened_at timestamptz, last_received_message_at timestamptz, last_message_at timestamptz, closed_at timestamptz, trashed_at timestamptz, snooze_at timestamptz)
            returning id
            """));
        await db.ExecuteAsync(
            $"""
            insert into messages (account_id, ticket_id, public, channel, via, from_agent, integration_id, created_at, processed_at, deleted_at)
            select {account}, t, true, 'email', 'email', false, case when hashint8(t) % 3 <> 0 then {Integrations.ToArray()}[1 + abs(hashint8(t + n) % 3)] end, {Around}, {Around},
              case when hashint8(t * n) % 4 = 0 then {Around} end
            from unnest({Tickets.ToArray()}) t, generate_series(1, 2) n
            """,
            CancellationToken.None);
        await db.ExecuteAsync(
            $"""
            update tickets set integration_ids = array(
              select distinct integration_id from messages m where m.account_id = {account} and m.ticket_id = tickets.id and m.deleted_at is null and m.integration_id is not null)
            where account_id = {account}
            """,
            CancellationToken.None);
        await db.ExecuteAsync(
            $"insert into ticket_reads (account_id, ticket_id, user_id, read_at) select {account}, t, {Users[0]}, {Around} from unnest({Tickets.ToArray()}) t where hashint8(t) % 2 = 0",
            CancellationToken.None);
        await db.ExecuteAsync(
            $"""
            insert into ticket_field_values (account_id, ticket_id, field_id, text_value, number_value, flag_value)
            select {account}, t, f.id,
              case f.place when 1 then (array['', 'Late', 'LATE', 'late::5', '5', 'true', '2.5', 'é%_'])[1 + abs(hashint8(t) % 8)] end,
              case f.place when 2 then (array[0, 1, 2.5, 5, -1, 1.50, 1000000])[1 + abs(hashint8(t) % 7)] end,
              case f.place when 3 then hashint8(t) % 2 = 0 end
            from unnest({Tickets.ToArray()}) t, unnest({Fields.Take(3).ToArray()}) with ordinality f (id, place) where hashint8(t + f.place) % 3 <> 0
            """,
            CancellationToken.None);
        await db.ExecuteAsync(
            $"""
            insert into customer_field_values (account_id, customer_id, field_id, text_value, number_value, flag_value)
            select {account}, c, f.id, case f.place when 1 then (array['', 'Gold', 'gold', '2'])[1 + c % 4] end, case f.place when 2 then (array[1, 2, 2.5])[1 + c % 3] end, case f.place when 3 then c % 2 = 0 end
            from unnest({Customers.ToArray()}) c, unnest({Fields.Skip(3).ToArray()}) with ordinality f (id, place) where (c + f.place) % 3 <> 0
            """,
            CancellationToken.None);
        await SurveysAsync(db, account);
        await SlasAsync(db, account);
    }

    // Of two tickets in three: sent, and scored or not.
    private static Task<int> SurveysAsync(DeskDb db, long account) => db.ExecuteAsync(
        $"""
        insert into satisfaction_surveys (account_id, ticket_id, customer_id, score, created_at, sent_at, scored_at, answer_key)
        select {account}, t.id, t.customer_id, s.score, {Around}, {Around},
          case when s.score is not null then case when t.id % 5 = 0 then date_trunc('day', s.moment, 'UTC') else s.moment end end, '\x00'
        from tickets t, lateral (
          select (array[1, 2, 3, 4, 5, null])[1 + abs(hashint8(t.id) % 6)] as score, {Around} + abs(hashint8(t.id * 3)) % 8000 * interval '11 minutes' - interval '30 days' as moment) s
        where t.account_id = {account} and t.customer_id is not null and hashint8(t.id * 7) % 3 <> 0
        """,
        CancellationToken.None);

    private static async Task SlasAsync(DeskDb db, long account)
    {
        var policy = (await Ids(
            db, $"insert into sla_policies (account_id, uuid, position, active_since, created_at, updated_at) values ({account}, {Guid.NewGuid()}, 1, {Around}, {Around}, {Around}) returning id"))[0];
        var version = (await Ids(
            db,
            $$"""
            insert into sla_policy_versions (account_id, policy_id, uuid, name, channels, tag_ids, integration_ids, priorities, custom_fields, first_response_minutes, business_hours_only, near_breach_percent, created_at)
            values ({{account}}, {{policy}}, {{Guid.NewGuid()}}, 'An hour', '{}', '{}', '{}', '{}', '[]', 60, false, 80, {{Around}}) returning id
            """))[0];
        await db.ExecuteAsync(
            $"""
            insert into ticket_slas (account_id, ticket_id, policy_id, version_id, anchor_at, status, is_open, assigned_at)
            select {account}, id, {policy}, {version}, {Around}, (array['pending', 'achieved', 'breached'])[1 + abs(hashint8(id) % 3)], hashint8(id) % 3 = 0, {Around}
            from tickets where account_id = {account} and hashint8(id * 5) % 4 <> 0
            """,
            CancellationToken.None);
    }

    private JsonObject Ticket() => new()
    {
        ["external_id"] = Pick<string>(null, null, "A-1", "a-1", "5"),
        ["status"] = Pick("open", "closed"),
        ["priority"] = Pick("critical", "high", "normal", "low"),
        ["channel"] = Pick("email", "chat", "custom-chat", "api", "sms"),
        ["via"] = Pick("email", "chat", "api", "helpdesk"),
        ["from_agent"] = random.Next(3) switch { 0 => null, 1 => true, _ => false },
        ["customer_id"] = Maybe(Customers),
        ["assignee_user_id"] = Maybe(Users),
        ["assignee_team_id"] = Maybe(Teams),
        ["language"] = Pick(null, "en", "fr", "FR", ""),
        ["subject"] = Pick(Subjects),
        ["tag_ids"] = Some(Tags),
        ["integration_ids"] = Some(Integrations),
        ["spam"] = random.Next(8) == 0,
        ["created_at"] = Time(0),
        ["updated_at"] = Time(0),
        ["opened_at"] = Time(2),
        ["last_received_message_at"] = Time(4),
        ["last_message_at"] = Time(6),
        ["closed_at"] = Time(2),
        ["trashed_at"] = Time(1, 8),
        ["snooze_at"] = Time(1, 6),
    };

    private T? Pick<T>(params T?[] values) => values[random.Next(values.Length)];

    private JsonNode? Maybe(List<long> ids) => random.Next(4) == 0 ? null : (JsonNode)ids[random.Next(ids.Count)];

    private JsonArray Some(List<long> ids) => random.Next(3) == 0 ? [] : new JsonArray([.. ids.Where(_ => random.Next(4) == 0).Select(id => (JsonNode)id)]);

    // Many share a moment with others, and a few of those are whole days, as dates in filters are.
    private JsonNode? Time(int present, int of = 0)
    {
        if (of > 0 ? random.Next(of) >= present : present > 0 && random.Next(present) == 0)
        {
            return null;
        }

        var minutes = random.Next(-60 * 24 * 60, 60 * 24 * 60);
        var time = random.Next(4) == 0 ? Around.AddMinutes(minutes).Date : Around.AddMinutes(minutes).AddMicroseconds(random.Next(1_000_000)).UtcDateTime;
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    private static async Task<List<long>> Ids(DeskDb db, Sql insert) => await db.ListAsync(insert, row => row.GetInt64(0), CancellationToken.None);
}
