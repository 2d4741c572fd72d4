using Antiphon.Data;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;

namespace Antiphon.ApiTests.Views;

/// <summary>The facts of one ticket or customer, read from the tables by plain columns, for the evaluation in memory.</summary>
internal sealed class StoredFacts(long id, IReadOnlyDictionary<string, FactValue> facts) : IFacts
{
    public long Id => id;

    public FactValue Read(FieldPath path) => facts[path.Index is null ? path.Pattern : path.ToString()];

    public static async Task<List<StoredFacts>> OfTicketsAsync(DeskDb db, long account, long reader, IReadOnlyList<long> fields)
    {
        var fieldFacts = await FieldsAsync(db, $"select ticket_id, field_id, text_value, number_value, flag_value from ticket_field_values where account_id = {account}");
        var customerFields = await FieldsAsync(db, $"select customer_id, field_id, text_value, number_value, flag_value from customer_field_values where account_id = {account}");
        return await db.ListAsync(
            $"""
            select t.id, t.external_id, t.status, t.priority, t.channel, t.via, t.language, t.subject, t.spam, t.from_agent,
              (select count(*) from ticket_reads r where r.ticket_id = t.id and r.user_id = {reader}), t.assignee_user_id, u.email, u.name, t.assignee_team_id, g.name, t.customer_id, c.email, c.name,
              t.tag_ids, array(select g.name from unnest(t.tag_ids) i join tags g on g.account_id = t.account_id and g.id = i), t.integration_ids,
              array(select m.integration_id from messages m where m.ticket_id = t.id and m.integration_id is not null and m.deleted_at is null),
              t.created_at, t.updated_at, t.opened_at, t.closed_at, t.snooze_at, t.trashed_at, t.last_message_at, t.last_received_message_at,
              v.score, v.scored_at, s.status
            from tickets t left join users u on u.account_id = t.account_id and u.id = t.assignee_user_id
            left join teams g on g.account_id = t.account_id and g.id = t.assignee_team_id left join customers c on c.account_id = t.account_id and c.id = t.customer_id
            left join satisfaction_surveys v on v.account_id = t.account_id and v.ticket_id = t.id left join ticket_slas s on s.account_id = t.account_id and s.ticket_id = t.id
            where t.account_id = {account} order by t.id
            """,
            row =>
            {
                var facts = new Dictionary<string, FactValue>(StringComparer.Ordinal)
                {
                    ["ticket.id"] = FactValue.Of((decimal?)row.GetInt64(0)),
                    ["ticket.external_id"] = FactValue.Of(row.Text(1)),
                    ["ticket.status"] = FactValue.Of(row.Text(2)),
                    ["ticket.priority"] = FactValue.Of(row.Text(3)),
                    ["ticket.channel"] = FactValue.Of(row.Text(4)),
                    ["ticket.via"] = FactValue.Of(row.Text(5)),
                    ["ticket.language"] = FactValue.Of(row.Text(6)),
                    ["ticket.subject"] = FactValue.Of(row.Text(7)),
                    ["ticket.spam"] = FactValue.Of(row.Flag(8)),
                    ["ticket.from_agent"] = FactValue.Of(row.Flag(9)),
                    ["ticket.is_unread"] = FactValue.Of(row.GetInt64(10) == 0),
                    ["ticket.assignee_user.id"] = FactValue.Of(row.Long(11)),
                    ["ticket.assignee_user.email"] = FactValue.Of(row.Text(12)),
                    ["ticket.assignee_user.name"] = FactValue.Of(row.Text(13)),
                    ["ticket.assignee_team.id"] = FactValue.Of(row.Long(14)),
                    ["ticket.assignee_team.name"] = FactValue.Of(row.Text(15)),
                    ["ticket.customer.id"] = FactValue.Of(row.Long(16)),
                    ["ticket.customer.email"] = FactValue.Of(row.Text(17)),
                    ["ticket.customer.name"] = FactValue.Of(row.Text(18)),
                    ["ticket.tags.id"] = List(row.GetFieldValue<long[]>(19)),
                    ["ticket.tags.name"] = FactValue.Of(row.GetFieldValue<string[]>(20).Select(FactValue.Of)),
                    ["ticket.integrations.id"] = List(row.GetFieldValue<long[]>(21)),
                    ["ticket.messages.integration_id"] = List(row.GetFieldValue<long[]>(22)),
                    ["ticket.store.id"] = FactValue.Of([]),
                    ["ticket.satisfaction_survey.score"] = FactValue.Of(row.IsDBNull(31) ? null : (decimal?)row.GetInt16(31)),
                    ["ticket.satisfaction_survey.scored_datetime"] = FactValue.Of(row.TimeOrNull(32)),
                    ["ticket.sla.status"] = FactValue.Of(row.Text(33)),
                    ["ticket.qa_score"] = FactValue.Null,
                    ["ticket.created_datetime"] = FactValue.Of(row.TimeOrNull(23)),
                    ["ticket.updated_datetime"] = FactValue.Of(row.TimeOrNull(24)),
                    ["ticket.opened_datetime"] = FactValue.Of(row.TimeOrNull(25)),
                    ["ticket.closed_datetime"] = FactValue.Of(row.TimeOrNull(26)),
                    ["ticket.snooze_datetime"] = FactValue.Of(row.TimeOrNull(27)),
                    ["ticket.trashed_datetime"] = FactValue.Of(row.TimeOrNull(28)),
                    ["ticket.last_message_datetime"] = FactValue.Of(row.TimeOrNull(29)),
                    ["ticket.last_received_message_datetime"] = FactValue.Of(row.TimeOrNull(30)),
                };
                foreach (var field in fields)
                {
                    facts[$"ticket.custom_fields[{field}].value"] = fieldFacts.GetValueOrDefault((row.GetInt64(0), field), FactValue.Null);
                    facts[$"ticket.customer.custom_fields[{field}].value"] = customerFields.GetValueOrDefault((row.Long(16) ?? 0, field), FactValue.Null);
                }

                return new StoredFacts(row.GetInt64(0), facts);
            },
            CancellationToken.None);
    }

    public static async Task<List<StoredFacts>> OfCustomersAsync(DeskDb db, long account, IReadOnlyList<long> fields)
    {
        var customerFields = await FieldsAsync(db, $"select customer_id, field_id, text_value, number_value, flag_value from customer_field_values where account_id = {account}");
        return await db.ListAsync(
            $"select id, external_id, email, name, language, created_at, updated_at from customers where account_id = {account} order by id",
            row =>
            {
                var facts = new Dictionary<string, FactValue>(StringComparer.Ordinal)
                {
                    ["customer.id"] = FactValue.Of((decimal?)row.GetInt64(0)),
                    ["customer.external_id"] = FactValue.Of(row.Text(1)),
                    ["customer.email"] = FactValue.Of(row.Text(2)),
                    ["customer.name"] = FactValue.Of(row.Text(3)),
                    ["customer.language"] = FactValue.Of(row.Text(4)),
                    ["customer.created_datetime"] = FactValue.Of(row.TimeOrNull(5)),
                    ["customer.updated_datetime"] = FactValue.Of(row.TimeOrNull(6)),
                };
                foreach (var field in fields)
                {
                    facts[$"customer.custom_fields[{field}].value"] = customerFields.GetValueOrDefault((row.GetInt64(0), field), FactValue.Null);
                }

                return new StoredFacts(row.GetInt64(0), facts);
            },
            CancellationToken.None);
    }

    private static FactValue List(long[] ids) => FactValue.Of(ids.Select(id => FactValue.Of((decimal?)id)));

    private static async Task<Dictionary<(long Owner, long Field), FactValue>> FieldsAsync(DeskDb db, Sql select) => (await db.ListAsync(
        select,
        row => (Key: (row.GetInt64(0), row.GetInt64(1)), Value: row.IsDBNull(2) ? row.IsDBNull(3) ? FactValue.Of(row.Flag(4)) : FactValue.Of(row.GetDecimal(3)) : FactValue.Of(row.Text(2))),
        CancellationToken.None)).ToDictionary(entry => entry.Key, entry => entry.Value);
}
