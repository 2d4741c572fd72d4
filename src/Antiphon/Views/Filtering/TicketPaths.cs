using Antiphon.Data;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Filtering;

/// <summary>Where the paths of ticket filters lead in the tables: one line for each row of <see cref="FilterPaths"/>.</summary>
internal static class TicketPaths
{
    private static readonly Dictionary<string, Sql> Statuses = new(StringComparer.Ordinal) { ["open"] = Sql.Of($"'open'"), ["closed"] = Sql.Of($"'closed'") };

    private static readonly Dictionary<string, Sql> Priorities = new(StringComparer.Ordinal)
    {
        ["critical"] = Sql.Of($"'critical'"),
        ["high"] = Sql.Of($"'high'"),
        ["normal"] = Sql.Of($"'normal'"),
        ["low"] = Sql.Of($"'low'"),
    };

    public static Values Of(FieldPath path, FilterScope scope) => path.Pattern switch
    {
        "ticket.id" => ColumnValues.Id(Sql.Of($"tickets.id"), canBeNull: false),
        "ticket.external_id" => ColumnValues.Text(Sql.Of($"tickets.external_id")),
        "ticket.status" => ColumnValues.Word(Sql.Of($"tickets.status"), Statuses),
        "ticket.priority" => ColumnValues.Word(Sql.Of($"tickets.priority"), Priorities),
        "ticket.channel" => ColumnValues.Text(Sql.Of($"tickets.channel"), canBeNull: false),
        "ticket.via" => ColumnValues.Text(Sql.Of($"tickets.via"), canBeNull: false),
        "ticket.language" => ColumnValues.Text(Sql.Of($"tickets.language")),
        "ticket.subject" => ColumnValues.Text(Sql.Of($"tickets.subject")),
        "ticket.spam" => ColumnValues.Flag(Sql.Of($"tickets.spam"), canBeNull: false),
        "ticket.from_agent" => ColumnValues.Flag(Sql.Of($"tickets.from_agent")),
        "ticket.is_unread" => ColumnValues.Flag(
            Sql.Of($"(not exists (select from ticket_reads r where r.account_id = {scope.AccountId} and r.ticket_id = tickets.id and r.user_id = {scope.UserId}))"), canBeNull: false),
        "ticket.assignee_user.id" => ColumnValues.Id(Sql.Of($"tickets.assignee_user_id")),
        "ticket.assignee_user.email" => User(scope, Sql.Of($"u.email")),
        "ticket.assignee_user.name" => User(scope, Sql.Of($"u.name")),
        "ticket.assignee_team.id" => ColumnValues.Id(Sql.Of($"tickets.assignee_team_id")),
        "ticket.assignee_team.name" => new RowValues(
            new TextValue(Sql.Of($"t.name"), CanBeNull: false), Sql.Of($"from teams t where t.account_id = {scope.AccountId} and t.id = tickets.assignee_team_id")),
        "ticket.customer.id" => ColumnValues.Id(Sql.Of($"tickets.customer_id")),
        "ticket.customer.email" => Customer(scope, Sql.Of($"c.email"), new AddressValue(Sql.Of($"c.email"))),
        "ticket.customer.name" => Customer(scope, Sql.Of($"c.name"), new TextValue(Sql.Of($"c.name"), CanBeNull: false)),
        "ticket.custom_fields[].value" => new RowValues(
            FieldValue.Row, Sql.Of($"from ticket_field_values v where v.account_id = {scope.AccountId} and v.ticket_id = tickets.id and v.field_id = {path.Index}")),
        "ticket.customer.custom_fields[].value" => new RowValues(
            FieldValue.Row, Sql.Of($"from customer_field_values v where v.account_id = {scope.AccountId} and v.customer_id = tickets.customer_id and v.field_id = {path.Index}")),
        "ticket.tags.id" => new ArrayValues(Sql.Of($"tickets.tag_ids")),
        "ticket.tags.name" => new TagNameValues(scope.AccountId, scope.Tags),
        // A ticket's array holds the integrations of its messages that are not deleted, kept by whatever writes messages (TicketSummary).
        "ticket.integrations.id" or "ticket.messages.integration_id" => new ArrayValues(Sql.Of($"tickets.integration_ids")),
        "ticket.created_datetime" => ColumnValues.Moment(Sql.Of($"tickets.created_at"), canBeNull: false),
        "ticket.updated_datetime" => ColumnValues.Moment(Sql.Of($"tickets.updated_at"), canBeNull: false),
        "ticket.opened_datetime" => ColumnValues.Moment(Sql.Of($"tickets.opened_at")),
        "ticket.closed_datetime" => ColumnValues.Moment(Sql.Of($"tickets.closed_at")),
        "ticket.snooze_datetime" => ColumnValues.Moment(Sql.Of($"tickets.snooze_at")),
        "ticket.trashed_datetime" => ColumnValues.Moment(Sql.Of($"tickets.trashed_at")),
        "ticket.last_message_datetime" => ColumnValues.Moment(Sql.Of($"tickets.last_message_at")),
        "ticket.last_received_message_datetime" => ColumnValues.Moment(Sql.Of($"tickets.last_received_message_at")),
        "ticket.satisfaction_survey.score" => Survey(scope, Sql.Of($"s.score"), new IdValue(Sql.Of($"s.score::bigint"), CanBeNull: false)),
        "ticket.satisfaction_survey.scored_datetime" => Survey(scope, Sql.Of($"s.scored_at"), new MomentValue(Sql.Of($"s.scored_at"), CanBeNull: false)),
        "ticket.sla.status" => new RowValues(
            new TextValue(Sql.Of($"s.status"), CanBeNull: false), Sql.Of($"from ticket_slas s where s.account_id = {scope.AccountId} and s.ticket_id = tickets.id")),
        // Nobody rates answers and no integration is a store yet, so these have no values.
        "ticket.qa_score" or "ticket.store.id" => new NoValues(),
        _ => throw new ArgumentOutOfRangeException(nameof(path), path.Pattern, "The path is in the table of the language but not here."),
    };

    private static RowValues User(FilterScope scope, Sql column) =>
        new(new TextValue(column, CanBeNull: false), Sql.Of($"from users u where u.account_id = {scope.AccountId} and u.id = tickets.assignee_user_id"));

    private static RowValues Survey(FilterScope scope, Sql column, Value value) => new(
        value, Sql.Of($"from satisfaction_surveys s where s.account_id = {scope.AccountId} and s.ticket_id = tickets.id and {column} is not null"));

    private static RowValues Customer(FilterScope scope, Sql column, Value value) => new(
        value, Sql.Of($"from customers c where c.account_id = {scope.AccountId} and c.id = tickets.customer_id and {column} is not null"));
}
