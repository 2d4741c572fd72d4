using Antiphon.Data;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics.Scopes;

/// <summary>Scopes that count tickets.</summary>
internal static class TicketScopes
{
    private const string LeftOut = " Tickets in spam or in the trash are in no report.";

    private static readonly Sql Assignee = TicketColumns.OfAgent;
    private static readonly Sql ClosedAt = Sql.Of($"f.at");
    private static readonly ReportColumn HowClosed = TicketColumns.ActorKind(Sql.Of($"f.how"));
    private static readonly ReportMeasure Tickets = ReportMeasure.Count("ticketCount", "tickets", "How many tickets.");

    public static readonly ReportScope Created = new("tickets-created", "Tickets that were created." + LeftOut, "when the ticket was created")
    {
        Rows = Sql.Of($"statistic_tickets"),
        Within = period => period.Holds(Sql.Of($"f.created_at")) + Sql.Of($" and not f.left_out"),
        Measures = [Tickets],
        Dimensions = TicketColumns.Base(Assignee),
        Filters = TicketColumns.Common(Assignee),
        TimeDimensions = TicketColumns.Times(Sql.Of($"f.created_at")),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Closed = new(
        "tickets-closed", "Tickets that were closed, each once: by the last time that it was closed in the period. It is credited to who had the ticket then." + LeftOut, "when the ticket was closed")
    {
        Rows = Sql.Of($"statistic_closes"),
        Within = LastClosing,
        Measures = [Tickets],
        Dimensions = TicketColumns.Base(Assignee, HowClosed),
        Filters = TicketColumns.Common(Assignee, HowClosed),
        TimeDimensions = TicketColumns.Times(ClosedAt, "closedDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Open = new("tickets-open", "Tickets that were open at the end of the period; snoozed ones are closed." + LeftOut, "open at the end of the period")
    {
        Rows = Sql.Of($"statistic_tickets"),
        Within = period => Sql.Of($" and f.created_at < {period.End} and not f.closed_during @> {period.Last} and not f.left_out"),
        Measures = [Tickets],
        Dimensions = TicketColumns.Base(Assignee),
        Filters = TicketColumns.Common(Assignee),
        TimeDimensions = TicketColumns.Times(Sql.Of($"f.created_at")),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Workload = new("workload-tickets", "Tickets that are open now, whatever the period." + LeftOut, "now")
    {
        Rows = Sql.Of($"statistic_tickets"),
        Within = _ => Sql.Of($" and f.is_open and not f.left_out"),
        Measures = [Tickets],
        Dimensions = [TicketColumns.TicketId, TicketColumns.Channel, ReportColumn.Id("agentId", Assignee) with { IsAlias = true }, TicketColumns.TeamId with { IsExtension = true }],
        Filters = TicketColumns.Common(Assignee),
        TimeDimensions = TicketColumns.AnyTime(Sql.Of($"f.created_at")),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope OneTouch = new(
        "one-touch-tickets", "Closed tickets to which people had written exactly one message by then. What rules, bots and automated agents wrote is no touch." + LeftOut, "when the ticket was closed")
    {
        Rows = Sql.Of($"statistic_closes"),
        Within = period => LastClosing(period) + Sql.Of($" and f.touches = 1"),
        Measures = [Tickets],
        Dimensions = TicketColumns.Base(Assignee),
        Filters = TicketColumns.Common(Assignee),
        TimeDimensions = TicketColumns.Times(ClosedAt, "closedDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope ZeroTouch = OneTouch with
    {
        Name = "zero-touch-tickets",
        Definition = "Closed tickets to which no person had written by then. What rules, bots and automated agents wrote is no touch." + LeftOut,
        Within = period => LastClosing(period) + Sql.Of($" and f.touches = 0"),
        Dimensions = TicketColumns.Base(null),
    };

    public static readonly ReportScope Tagged = new(
        "tags", "Tags that tickets got and still have, each by the last time that it was added." + LeftOut, "when the tag was added")
    {
        Rows = Sql.Of($"statistic_tags"),
        Within = period => period.Holds(Sql.Of($"f.at")) + Sql.Of($" and not f.left_out"),
        Measures = [new("ticketCount", Aggregate.Tickets, _ => Sql.Of($"1"), "tickets", "How many tickets; one with several of the tags counts once.")],
        Dimensions = TicketColumns.Base(Assignee, ReportColumn.Id("tagId", Sql.Of($"f.tag_id"))),
        Filters = TicketColumns.Common(Assignee, ReportColumn.Time("createdDatetime", Sql.Of($"f.created_at"))),
        TimeDimensions = [ReportColumn.Time("timestamp", Sql.Of($"f.at"))],
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Fields = new("ticket-fields", "Values of a ticket field, as tickets have them now." + LeftOut, "when the value was set")
    {
        Rows = Sql.Of($"statistic_fields"),
        Within = period => period.Holds(Sql.Of($"f.at")) + Sql.Of($" and not f.left_out"),
        Measures = [new("ticketCount", Aggregate.Tickets, _ => Sql.Of($"1"), "tickets", "How many tickets.")],
        Dimensions = [ReportColumn.Text("customFieldValue", Sql.Of($"f.value")), TicketColumns.TeamId with { IsExtension = true }],
        Filters = TicketColumns.Common(
            Assignee,
            ReportColumn.Id("customFieldId", Sql.Of($"f.field_id")),
            ReportColumn.Text("customFieldValueString", Sql.Of($"f.value")),
            ReportColumn.Unknown("productId"),
            ReportColumn.Time("createdDatetime", Sql.Of($"f.created_at")),
            ReportColumn.Text("integrationChannelPair", Sql.Of($"f.integration_id::text || ':' || f.channel"))),
        TimeDimensions = [ReportColumn.Time("updatedDatetime", Sql.Of($"f.at")), ReportColumn.Time("createdDatetime", Sql.Of($"f.created_at")) with { IsAlias = true }],
        TakesTagsAndFields = true,
        Needs = ["customFieldId"],
    };

    /// <summary>A ticket that was closed several times in the period is counted by the last.</summary>
    public static Sql LastClosing(ReportPeriod period) =>
        period.Holds(ClosedAt) + Sql.Of($" and (f.next_at is null or f.next_at >= {period.End}) and not f.left_out");
}
