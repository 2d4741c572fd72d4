using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>Scopes about what was done without people. An interaction is a closed ticket; it is automated when rules, bots or automated agents wrote and no person did.</summary>
internal static class AutomationScopes
{
    private const string Interaction = "An interaction is a ticket that was closed in the period. It is automated when a rule, a bot or an automated agent had written to its customer and no person had.";

    private static readonly Sql At = Sql.Of($"f.at");
    private static readonly Sql IsAutomated = Sql.Of($"(f.automatic > 0 and f.touches = 0)");
    private static readonly Sql ByAgent = Sql.Of($"f.by_agents > 0");
    private static readonly ReportColumn Feature = ReportColumn.Text("automationFeatureType", Sql.Of($"case when f.by_agents > 0 then 'ai-agent' when f.automatic > 0 then 'rule' end"));
    private static readonly IReadOnlyList<ReportColumn> Times = [ReportColumn.Time("eventDatetime", At), ReportColumn.Time("createdDatetime", Sql.Of($"f.created_at")) with { IsAlias = true }];

    public static readonly ReportScope Rate = Of(
        "overall-automation-rate",
        $"Share of automated interactions among all. {Interaction}",
        [
            new("automationRate", Aggregate.Share, _ => IsAutomated, "share", "Automated interactions of all interactions."),
            new("automatedTicketCount", Aggregate.Rows, _ => Sql.Of($"case when {IsAutomated} then 1 end"), "tickets", "Automated interactions.") { IsAlias = true },
            ReportMeasure.Count("ticketCount", "tickets", "All interactions.") with { IsAlias = true },
        ],
        ["aiAgentRole", "orderManagementType", "flowId"],
        ["aiAgentRole"],
        Sql.Empty) with
    { Aliases = ["automation-rate"] };

    public static readonly ReportScope Interactions = Of(
        "overall-automated-interactions",
        $"Automated interactions. {Interaction}",
        [
            ReportMeasure.Count("automatedInteractionsCount", "tickets", "How many."),
            ReportMeasure.Count("automatedInteractions", "tickets", "How many.") with { IsAlias = true },
        ],
        ["orderManagementType", "flowId"],
        [],
        Sql.Of($" and f.automatic > 0 and f.touches = 0")) with
    { Aliases = ["automated-interactions"] };

    public static readonly ReportScope ByAgents = Of(
        "ai-agent-automated-interactions",
        $"Automated interactions to which an automated agent had written. {Interaction}",
        [ReportMeasure.Count("automatedInteractionsCount", "tickets", "How many.")],
        ["aiAgentRole", "engagementType", "aiIntentCustomField", "ticketId"],
        ["aiAgentRole", "engagementType"],
        Sql.Of($" and f.by_agents > 0 and f.touches = 0"));

    public static readonly ReportScope Handovers = Of(
        "handover-interactions",
        $"Interactions to which both an automated agent and a person had written. {Interaction}",
        [ReportMeasure.Count("handoverInteractionsCount", "tickets", "How many.")],
        ["aiAgentRole", "engagementType", "aiIntentCustomField", "ticketId", "orderManagementType", "resourceSourceId", "resourceSourceSetId"],
        ["aiAgentRole", "engagementType", "resourceSourceId", "resourceSourceSetId"],
        Sql.Of($" and f.by_agents > 0 and f.touches > 0"));

    public static readonly ReportScope Coverage = Of(
        "ai-agent-coverage-rate",
        $"Share of interactions to which an automated agent had written. {Interaction}",
        [new("coverageRate", Aggregate.Share, _ => ByAgent, "share", "Those with an automated agent of all.")],
        ["ticketId", "aiAgentRole", "aiIntentCustomField"],
        ["aiAgentRole", "engagementType"],
        Sql.Empty,
        withStoreDimension: false);

    public static readonly ReportScope Success = Of(
        "ai-agent-success-rate",
        $"Of the interactions to which an automated agent had written, those that needed no person. {Interaction}",
        [
            new("successRate", Aggregate.Share, _ => Sql.Of($"f.touches = 0"), "share", "Those without a person."),
            ReportMeasure.Count("aiAgentTicketVolume", "tickets", "All of them."),
        ],
        ["ticketId", "aiAgentRole", "engagementType", "aiIntentCustomField", "resourceSourceId", "resourceSourceSetId"],
        ["aiAgentRole", "engagementType", "resourceSourceId", "resourceSourceSetId"],
        Sql.Of($" and f.by_agents > 0"));

    public static readonly ReportScope AgentFields = Of(
        "ai-agent-ticket-fields",
        $"Interactions to which an automated agent had written. {Interaction} No field of a ticket is known to be the agent's outcome, so aiOutcomeCustomField is null.",
        [ReportMeasure.Count("ticketCount", "tickets", "How many.")],
        ["aiAgentRole", "aiOutcomeCustomField", "ticketId"],
        ["aiAgentRole"],
        Sql.Of($" and f.by_agents > 0"));

    private static ReportScope Of(
        string name, string definition, IReadOnlyList<ReportMeasure> measures, string[] dimensions, string[] filters, Sql condition, bool withStoreDimension = true)
    {
        ReportColumn[] feature = Knows(name) ? [Feature] : [];
        return new(name, definition, "when the ticket was closed")
        {
            Rows = Sql.Of($"statistic_closes"),
            Within = period => TicketScopes.LastClosing(period) + condition,
            Measures = measures,
            Dimensions =
            [
                .. feature,
                .. feature.Select(column => column with { Name = "eventType", IsAlias = true }),
                TicketColumns.Channel,
                .. withStoreDimension ? [TicketColumns.StoreIntegrationId] : Array.Empty<ReportColumn>(),
                .. dimensions.Select(ColumnOf),
            ],
            Filters = [TicketColumns.Channel, TicketColumns.StoreIntegrationId, .. feature, .. filters.Select(ColumnOf)],
            TimeDimensions = Times,
        };
    }

    private static bool Knows(string name) => name is "overall-automation-rate" or "overall-automated-interactions" or "handover-interactions";

    private static ReportColumn ColumnOf(string name) => name is "ticketId" ? TicketColumns.TicketId : ReportColumn.Unknown(name);
}
