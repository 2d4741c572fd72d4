using Antiphon.Contract;
using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>Scopes about service level agreements.</summary>
internal static class SlaScopes
{
    private static readonly Sql Anchor = Sql.Of($"f.anchor_at");
    private static readonly ReportColumn Status = ReportColumn.Text("status", Sql.Of($"f.status"));
    private static readonly ReportColumn Policy = ReportColumn.Text("slaPolicyUuid", Sql.Of($"f.policy_uuid::text"));
    private static readonly ReportColumn FirstResponse = ReportColumn.Text("firstResponseStatus", Sql.Of($"f.first_response")) with { IsExtension = true };
    private static readonly ReportColumn Resolution = ReportColumn.Text("resolutionStatus", Sql.Of($"f.resolution")) with { IsExtension = true };

    public static readonly ReportScope Tickets = new(
        "ticket-sla",
        "Tickets to which an SLA policy promised something, each once. Breached: a promise was broken. Achieved: all that was promised was kept. Pending: none was broken yet, and one is still open. "
        + "Tickets in spam or in the trash are in no report.",
        "when the customer first wrote, which is when the clocks began")
    {
        Rows = Sql.Of($"statistic_slas"),
        Within = period => period.Holds(Anchor) + Sql.Of($" and not f.left_out"),
        Measures =
        [
            ReportMeasure.Count("ticketCount", "tickets", "How many tickets."),
            Rate("slaAchievementRate", Status, "Achieved of those that are achieved or breached; pending ones are in neither."),
            Rate("firstResponseAchievementRate", FirstResponse, "The same for the first response alone.") with { IsExtension = true },
            Rate("resolutionAchievementRate", Resolution, "The same for the resolution alone.") with { IsExtension = true },
        ],
        Dimensions = [Status, TicketColumns.Channel, .. Extensions(TicketColumns.TicketId, ReportColumn.Id("agentId", TicketColumns.OfAgent), TicketColumns.TeamId, Policy), FirstResponse, Resolution],
        Filters = TicketColumns.Common(TicketColumns.OfAgent, Status, Policy, FirstResponse, Resolution),
        TimeDimensions = TicketColumns.Times(Anchor, "anchorDatetime"),
        TakesTagsAndFields = true,
    };

    private static ReportMeasure Rate(string name, ReportColumn status, string definition) => new(
        name, Aggregate.Share, _ => Sql.Of($"case {status.Value} when {SlaWords.Achieved} then true when {SlaWords.Breached} then false end"), "share", definition);

    private static IEnumerable<ReportColumn> Extensions(params ReportColumn[] columns) => columns.Select(column => column with { IsExtension = true });
}
