using System.Collections.Frozen;

namespace Antiphon.Language.Conditions;

/// <summary>What a filter chooses among.</summary>
public enum FilterSubject
{
    /// <summary>Tickets; paths begin with <c>ticket</c>.</summary>
    Ticket,

    /// <summary>Customers; paths begin with <c>customer</c>.</summary>
    Customer,
}

/// <summary>One path that filters know.</summary>
/// <param name="Pattern">As <see cref="FieldPath.Pattern"/> spells it.</param>
/// <param name="Kind">What stands there, or what each element of the list is.</param>
/// <param name="IsList">Whether the path goes through a list: a comparison then asks about any element.</param>
public sealed record FilterPath(string Pattern, FieldKind Kind, bool IsList = false);

/// <summary>The table of paths that filters know (contract page views). SQL and memory both follow it.</summary>
public static class FilterPaths
{
    /// <summary>Every path.</summary>
    public static Items<FilterPath> All { get; } =
    [
        new("ticket.id", FieldKind.Id),
        new("ticket.external_id", FieldKind.Text),
        new("ticket.status", FieldKind.Text),
        new("ticket.priority", FieldKind.Text),
        new("ticket.channel", FieldKind.Text),
        new("ticket.via", FieldKind.Text),
        new("ticket.language", FieldKind.Text),
        new("ticket.subject", FieldKind.Text),
        new("ticket.spam", FieldKind.Boolean),
        new("ticket.from_agent", FieldKind.Boolean),
        new("ticket.is_unread", FieldKind.Boolean),
        new("ticket.assignee_user.id", FieldKind.Id),
        new("ticket.assignee_user.email", FieldKind.Text),
        new("ticket.assignee_user.name", FieldKind.Text),
        new("ticket.assignee_team.id", FieldKind.Id),
        new("ticket.assignee_team.name", FieldKind.Text),
        new("ticket.customer.id", FieldKind.Id),
        new("ticket.customer.email", FieldKind.Text),
        new("ticket.customer.name", FieldKind.Text),
        new("ticket.customer.custom_fields[].value", FieldKind.Any),
        new("ticket.custom_fields[].value", FieldKind.Any),
        new("ticket.tags.id", FieldKind.Id, IsList: true),
        new("ticket.tags.name", FieldKind.Text, IsList: true),
        new("ticket.integrations.id", FieldKind.Id, IsList: true),
        new("ticket.messages.integration_id", FieldKind.Id, IsList: true),
        new("ticket.store.id", FieldKind.Id, IsList: true),
        new("ticket.satisfaction_survey.score", FieldKind.Number),
        new("ticket.satisfaction_survey.scored_datetime", FieldKind.Instant),
        new("ticket.sla.status", FieldKind.Text),
        new("ticket.qa_score", FieldKind.Number),
        new("ticket.created_datetime", FieldKind.Instant),
        new("ticket.updated_datetime", FieldKind.Instant),
        new("ticket.opened_datetime", FieldKind.Instant),
        new("ticket.closed_datetime", FieldKind.Instant),
        new("ticket.snooze_datetime", FieldKind.Instant),
        new("ticket.trashed_datetime", FieldKind.Instant),
        new("ticket.last_message_datetime", FieldKind.Instant),
        new("ticket.last_received_message_datetime", FieldKind.Instant),
        new("customer.id", FieldKind.Id),
        new("customer.external_id", FieldKind.Text),
        new("customer.email", FieldKind.Text),
        new("customer.name", FieldKind.Text),
        new("customer.language", FieldKind.Text),
        new("customer.created_datetime", FieldKind.Instant),
        new("customer.updated_datetime", FieldKind.Instant),
        new("customer.custom_fields[].value", FieldKind.Any),
    ];

    private static FrozenDictionary<string, FilterPath> ByPattern { get; } = All.ToFrozenDictionary(row => row.Pattern, StringComparer.Ordinal);

    /// <summary>The row that a path falls under, or null.</summary>
    public static FilterPath? Find(FieldPath path) => ByPattern.GetValueOrDefault(path.Pattern);
}
