namespace Antiphon.Statistics.Scopes;

/// <summary>Every scope, in the order of the contract page.</summary>
internal static class ReportScopes
{
    /// <summary>Rises when a definition changes, so that two numbers can be compared.</summary>
    public const int Version = 2;

    public static readonly IReadOnlyList<ReportScope> All =
    [
        TicketScopes.Created,
        TicketScopes.Closed,
        TicketScopes.Open,
        MessageScopes.Replied,
        TicketScopes.OneTouch,
        TicketScopes.ZeroTouch,
        SurveyScopes.Surveys,
        DurationScopes.Resolution,
        DurationScopes.FirstResponse,
        DurationScopes.HumanFirstResponse,
        DurationScopes.Between,
        MessageScopes.Sent,
        MessageScopes.Received,
        MessageScopes.PerTicket,
        DurationScopes.Handle,
        DurationScopes.Online,
        TicketScopes.Tagged,
        TicketScopes.Fields,
        TicketScopes.Workload,
        CallScopes.Calls,
        CallScopes.Acts,
        CallScopes.Summary,
        SlaScopes.Tickets,
        AutomationScopes.Rate,
        AutomationScopes.Interactions,
        AutomationScopes.ByAgents,
        AutomationScopes.Handovers,
        AutomationScopes.Coverage,
        AutomationScopes.Success,
        SurveyScopes.OfAgents,
        AutomationScopes.AgentFields,
        .. UnfedScopes.All,
    ];

    private static readonly Dictionary<string, ReportScope> ByName =
        All.SelectMany(scope => scope.Aliases.Append(scope.Name), (scope, name) => (scope, name)).ToDictionary(entry => entry.name, entry => entry.scope, StringComparer.Ordinal);

    /// <summary>The scopes that are listed; older spellings are understood beside them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(scope => scope.Name)];

    public static ReportScope? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);
}
