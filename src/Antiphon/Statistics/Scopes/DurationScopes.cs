using Antiphon.Data;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics.Scopes;

/// <summary>Scopes about how long something took. All times are seconds; those in business hours count only when the account works.</summary>
internal static class DurationScopes
{
    private static readonly Sql Asked = Sql.Of($"f.asked_at");
    private static readonly Sql ClosedAt = Sql.Of($"f.at");

    public static readonly ReportScope FirstResponse = Response(
        "first-response-time",
        "Time from a ticket's first message of its customer to the first answer. Answers of rules, bots and automated agents count; human-first-response-time leaves them out. It is credited to who answered.",
        Sql.Of($"f.answered_at"),
        Sql.Of($"f.answered_by"),
        [TicketColumns.ActorKind(Sql.Of($"f.answered_how"))]);

    public static readonly ReportScope HumanFirstResponse = Response(
        "human-first-response-time",
        "Time from a ticket's first message of its customer to the first answer of a person. It is credited to who answered.",
        Sql.Of($"f.human_answered_at"),
        Sql.Of($"f.human_answered_by"),
        []);

    public static readonly ReportScope Between = new(
        "response-time", "Time from each message of a customer to the next message of an agent, credited to who answered. A message that nobody answered yet is not in it.", "when the answer was written")
    {
        Rows = Sql.Of($"statistic_messages"),
        Within = period => Sql.Of($" and not f.from_agent") + period.Holds(Sql.Of($"f.answered_at")) + Sql.Of($" and not f.left_out"),
        Measures =
        [
            Seconds("medianResponseTime", Aggregate.Median, ClosedAt, Sql.Of($"f.answered_at"), "Half of the answers came sooner."),
            InBusinessHours("medianResponseTimeInBusinessHours", Aggregate.Median, ClosedAt, Sql.Of($"f.answered_at")),
        ],
        Dimensions = TicketColumns.Base(Sql.Of($"f.answered_by"), TicketColumns.ActorKind(Sql.Of($"f.answered_how"))),
        Filters = TicketColumns.Common(Sql.Of($"f.answered_by"), TicketColumns.ActorKind(Sql.Of($"f.answered_how"))),
        TimeDimensions = TicketColumns.Times(Sql.Of($"f.answered_at"), "sentDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Resolution = new(
        "resolution-time",
        "Time from a ticket's first message of its customer to the last time that it was closed in the period. It is credited to who had the ticket then.",
        "when the ticket was closed")
    {
        Rows = Sql.Of($"statistic_closes"),
        Within = TicketScopes.LastClosing,
        Measures =
        [
            Seconds("medianResolutionTime", Aggregate.Median, Asked, ClosedAt, "Half of the tickets took less."),
            Seconds("averageResolutionTime", Aggregate.Average, Asked, ClosedAt, "Mean of the tickets."),
            InBusinessHours("medianResolutionTimeInBusinessHours", Aggregate.Median, Asked, ClosedAt),
            InBusinessHours("averageResolutionTimeInBusinessHours", Aggregate.Average, Asked, ClosedAt),
        ],
        Dimensions = TicketColumns.Base(TicketColumns.OfAgent, ReportColumn.Number("resolutionTime", SecondsOf(Asked, ClosedAt))),
        Filters = TicketColumns.Common(TicketColumns.OfAgent),
        TimeDimensions = TicketColumns.Times(ClosedAt, "closedDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Handle = new(
        "ticket-handle-time",
        "How long people had been busy with closed tickets by then: five minutes for each span of five minutes, from the full hour on, in which somebody did something to the ticket. Two people in one span count twice.",
        "when the ticket was closed")
    {
        Rows = Sql.Of($"statistic_closes"),
        Within = TicketScopes.LastClosing,
        Measures =
        [
            new("averageHandleTime", Aggregate.Average, _ => Sql.Of($"f.handle_seconds"), "seconds", "Mean of the tickets."),
            new("handleTime", Aggregate.Sum, _ => Sql.Of($"f.handle_seconds"), "seconds", "Sum of the tickets."),
        ],
        Dimensions = TicketColumns.Base(TicketColumns.OfAgent, ReportColumn.Number("handleTime", Sql.Of($"f.handle_seconds"))),
        Filters = TicketColumns.Common(TicketColumns.OfAgent),
        TimeDimensions = TicketColumns.Times(ClosedAt, "closedDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Online = new(
        "online-time",
        "How long people were at work: five minutes for each span of five minutes, from the full hour on, in which somebody did something, in person or with a key of their own. Users with the role bot are left out.",
        "when something was done")
    {
        Rows = Sql.Of($"statistic_acts"),
        Within = period => period.Holds(Sql.Of($"f.slot")) + Sql.Of($" and not exists (select from users bot where bot.account_id = f.account_id and bot.id = f.user_id and bot.role = 'bot')"),
        Measures = [new("onlineTime", Aggregate.Different, _ => Sql.Of($"(f.user_id, f.slot)"), "seconds", "Sum of the agents.") { Factor = 300, Parts = [Sql.Of($"f.user_id"), Sql.Of($"f.slot")] }],
        Dimensions = [ReportColumn.Id("agentId", Sql.Of($"f.user_id"))],
        Filters = [ReportColumn.Id("agentId", Sql.Of($"f.user_id")), TicketColumns.AgentsOfTeam(Sql.Of($"f.user_id"))],
        TimeDimensions = TicketColumns.AnyTime(Sql.Of($"f.slot")),
    };

    private static ReportScope Response(string name, string definition, Sql answered, Sql by, ReportColumn[] own) => new(name, definition, "when the answer was written")
    {
        Rows = Sql.Of($"statistic_tickets"),
        Within = period => period.Holds(answered) + Sql.Of($" and not f.left_out"),
        Measures =
        [
            Seconds("medianFirstResponseTime", Aggregate.Median, Asked, answered, "Half of the tickets were answered sooner."),
            Seconds("averageFirstResponseTime", Aggregate.Average, Asked, answered, "Mean of the tickets."),
            InBusinessHours("medianFirstResponseTimeInBusinessHours", Aggregate.Median, Asked, answered),
            InBusinessHours("averageFirstResponseTimeInBusinessHours", Aggregate.Average, Asked, answered),
        ],
        Dimensions = TicketColumns.Base(by, [ReportColumn.Number("firstResponseTime", SecondsOf(Asked, answered)), .. own]),
        Filters = TicketColumns.Common(by, own),
        TimeDimensions = TicketColumns.Times(answered, "firstAgentMessageDatetime"),
        TakesTagsAndFields = true,
    };

    private static ReportMeasure Seconds(string name, Aggregate aggregate, Sql from, Sql to, string definition) => new(name, aggregate, _ => SecondsOf(from, to), "seconds", definition);

    private static ReportMeasure InBusinessHours(string name, Aggregate aggregate, Sql from, Sql to) => new(
        name, aggregate, time => Sql.Of($"case when {to} >= {from} then {time.Between(from, to)} end"), "seconds",
        "The same, of which only the account's business hours count, by the wall clock of their time zone. Without the setting business-hours all time counts.")
    {
        IsExtension = true,
        UsesWorkingTime = true,
    };

    // A ticket that was brought along may say that it was closed before its customer wrote; such a span is no time.
    private static Sql SecondsOf(Sql from, Sql to) => Sql.Of($"case when {to} >= {from} then extract(epoch from {to} - {from})::double precision end");
}
