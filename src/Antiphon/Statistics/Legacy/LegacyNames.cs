namespace Antiphon.Statistics.Legacy;

/// <summary>An older statistic: its name, what is written above it, and the question that answers it.</summary>
internal sealed record LegacyName(string Name, string Label, string Scope, string Measure);

/// <summary>The older statistics that are answered. All others do not exist, as at the original.</summary>
internal static class LegacyNames
{
    public const string Overview = "overview";
    public const string Surveys = "satisfaction-surveys";

    public static readonly IReadOnlyList<LegacyName> All =
    [
        new("total-tickets-created", "Tickets created", "tickets-created", "ticketCount"),
        new("total-tickets-replied", "Tickets replied", "tickets-replied", "ticketCount"),
        new("total-tickets-closed", "Tickets closed", "tickets-closed", "ticketCount"),
        new("total-messages-sent", "Messages sent", "messages-sent", "messagesCount"),
        new("total-messages-received", "Messages received", "messages-received", "messagesCount"),
        new("median-first-response-time", "Median first response time", "first-response-time", "medianFirstResponseTime"),
        new("median-resolution-time", "Median resolution time", "resolution-time", "medianResolutionTime"),
        new("total-one-touch-tickets", "One-touch tickets", "one-touch-tickets", "ticketCount"),
    ];

    private static readonly IReadOnlyList<LegacyName> OfSurveys =
    [
        new("total-surveys-sent", "Surveys sent", "satisfaction-surveys", "sentSurveysCount"),
        new("total-surveys-answered", "Surveys answered", "satisfaction-surveys", "scoredSurveysCount"),
        new("response-rate", "Response rate", "satisfaction-surveys", "responseRate"),
        new("average-survey-score", "Average score", "satisfaction-surveys", "averageSurveyScore"),
        new("satisfaction-score", "Satisfaction score", "satisfaction-surveys", "satisfactionScore"),
    ];

    /// <summary>The numbers of a statistic; empty for a name that does not exist.</summary>
    public static IReadOnlyList<LegacyName> Of(string name) => name is Overview ? All : name is Surveys ? OfSurveys : [.. All.Where(one => one.Name == name)];

    public static string LabelOf(string name) => name is Overview ? "Overview" : name is Surveys ? "Satisfaction surveys" : All.First(one => one.Name == name).Label;
}
