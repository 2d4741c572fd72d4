using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>Scopes about how satisfied customers were.</summary>
internal static class SurveyScopes
{
    private const string Counted = "A survey counts from when it was sent, one that was brought along with its answer from when it was answered. It is credited to who has the ticket.";

    private static readonly Sql At = Sql.Of($"f.at");
    private static readonly Sql Score = Sql.Of($"f.score");
    private static readonly ReportColumn OfScore = ReportColumn.Number("surveyScore", Score);

    public static readonly ReportScope Surveys = new("satisfaction-surveys", $"Surveys that were sent to customers, and what they answered. {Counted}", "when the survey was sent")
    {
        Rows = Sql.Of($"statistic_surveys"),
        IsJoined = true,
        Within = period => period.Holds(At) + Sql.Of($" and not f.left_out"),
        Measures =
        [
            new("scoredSurveysCount", Aggregate.Rows, _ => Score, "surveys", "Surveys that were answered."),
            new("averageSurveyScore", Aggregate.Average, _ => Score, "score", "Mean of the scores, 1 to 5."),
            new("satisfactionScore", Aggregate.Share, _ => Sql.Of($"f.score >= 4"), "share", "Scores 4 and 5 of all scores."),
            new("responseRate", Aggregate.Share, _ => Sql.Of($"f.score is not null"), "share", "Surveys that were answered of those that were sent."),
            ReportMeasure.Count("sentSurveysCount", "surveys", "Surveys that were sent."),
        ],
        Dimensions = TicketColumns.Base(TicketColumns.OfAgent, OfScore),
        Filters = TicketColumns.Common(TicketColumns.OfAgent),
        TimeDimensions = TicketColumns.Times(At, "sentDatetime"),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope OfAgents = new(
        "ai-agent-csat", $"What customers answered to surveys about tickets to which an automated agent had written before the survey. {Counted}", "when the survey was sent")
    {
        Rows = Sql.Of($"statistic_surveys"),
        IsJoined = true,
        Within = period => period.Holds(At) + Sql.Of(
            $"""
             and not f.left_out and exists (
              select from statistic_messages wrote where wrote.account_id = f.account_id and wrote.ticket_id = f.ticket_id and wrote.how = 'agent' and wrote.at <= f.at)
            """),
        Measures =
        [
            new("averageCSAT", Aggregate.Average, _ => Score, "score", "Mean of the scores, 1 to 5."),
            new("medianCSAT", Aggregate.Median, _ => Score, "score", "Half of the scores are lower, half are higher."),
        ],
        Dimensions =
        [
            TicketColumns.Channel, TicketColumns.TicketId, ReportColumn.Unknown("aiAgentRole"), TicketColumns.StoreIntegrationId, ReportColumn.Unknown("engagementType"), OfScore,
            ReportColumn.Unknown("resourceSourceId"), ReportColumn.Unknown("resourceSourceSetId"),
        ],
        Filters =
        [
            TicketColumns.Channel, TicketColumns.StoreIntegrationId, ReportColumn.Unknown("aiAgentRole"), ReportColumn.Unknown("engagementType"), ReportColumn.Unknown("resourceSourceId"),
            ReportColumn.Unknown("resourceSourceSetId"),
        ],
        TimeDimensions = [ReportColumn.Time("eventDatetime", At)],
    };
}
