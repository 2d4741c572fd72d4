using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>Scopes about what was written.</summary>
internal static class MessageScopes
{
    private const string Letters = "Notes are no messages. A message counts from when it was written, one that was brought along from when it was sent.";

    private static readonly Sql At = Sql.Of($"f.at");
    private static readonly Sql Writer = Sql.Of($"f.agent_id");
    private static readonly ReportColumn How = TicketColumns.ActorKind(Sql.Of($"f.how"));

    public static readonly ReportScope Sent = new("messages-sent", $"Messages from agents to customers, credited to who wrote them. {Letters}", "when the message was written")
    {
        Rows = Sql.Of($"statistic_messages"),
        Within = period => Sql.Of($" and f.from_agent") + period.Holds(At) + Sql.Of($" and not f.left_out"),
        Measures = [ReportMeasure.Count("messagesCount", "messages", "How many messages.")],
        Dimensions = TicketColumns.Base(Writer, How),
        Filters = TicketColumns.Common(Writer, How),
        TimeDimensions = TicketColumns.Times(At, "sentDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Received = new("messages-received", $"Messages from customers. {Letters}", "when the message was written")
    {
        Rows = Sql.Of($"statistic_messages"),
        Within = period => Sql.Of($" and not f.from_agent") + period.Holds(At) + Sql.Of($" and not f.left_out"),
        Measures = [ReportMeasure.Count("messagesCount", "messages", "How many messages.")],
        Dimensions = TicketColumns.Base(null),
        Filters = TicketColumns.Common(Writer),
        TimeDimensions = TicketColumns.Times(At, "sentDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Replied = Sent with
    {
        Name = "tickets-replied",
        Definition = $"Tickets with a message from an agent in the period. A ticket that several agents answered counts for each of them, and once in a sum. {Letters}",
        Measures = [new("ticketCount", Aggregate.Tickets, _ => Sql.Of($"1"), "tickets", "How many tickets.")],
    };

    public static readonly ReportScope PerTicket = new(
        "messages-per-ticket", $"How many messages, of both sides, closed tickets had by then. {Letters}", "when the ticket was closed")
    {
        Rows = Sql.Of($"statistic_closes"),
        Within = TicketScopes.LastClosing,
        Measures = [new("averageMessagesCount", Aggregate.Average, _ => Sql.Of($"f.messages"), "messages", "Mean number of messages of a ticket.")],
        Dimensions = TicketColumns.Base(TicketColumns.OfAgent, ReportColumn.Number("messagesCount", Sql.Of($"f.messages"))),
        Filters = TicketColumns.Common(TicketColumns.OfAgent),
        TimeDimensions = TicketColumns.Times(At, "closedDatetime"),
        TakesTagsAndFields = true,
    };
}
