using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>The columns that scopes about tickets share: <c>B</c> and <c>C</c> of the contract page.</summary>
internal static class TicketColumns
{
    public const string PeriodStart = "periodStart";
    public const string PeriodEnd = "periodEnd";
    public const string AgentIdFromTeamId = "agentIdFromTeamId";
    public const string Tags = "tags";
    public const string CustomFields = "customFields";

    public static readonly ReportColumn TicketId = ReportColumn.Id("ticketId", Sql.Of($"f.ticket_id"));
    public static readonly ReportColumn Channel = ReportColumn.Text("channel", Sql.Of($"f.channel"));
    public static readonly ReportColumn IntegrationId = ReportColumn.Id("integrationId", Sql.Of($"f.integration_id"));
    public static readonly ReportColumn StoreId = ReportColumn.Id("storeId", Sql.Of($"f.store_id"));
    public static readonly ReportColumn TeamId = ReportColumn.Id("teamId", Sql.Of($"f.team_id"));
    public static readonly ReportColumn StoreIntegrationId = ReportColumn.Id("storeIntegrationId", Sql.Of($"f.store_id"));

    public static readonly Sql OfAgent = Sql.Of($"f.agent_id");

    /// <summary>The member by which groups of team members are filtered; it stands for the agent.</summary>
    public static ReportColumn AgentsOfTeam(Sql agent) => ReportColumn.Id(AgentIdFromTeamId, agent);

    /// <summary>What the customer answered to the survey of the ticket.</summary>
    private static readonly ReportColumn Score = ReportColumn.Number("score", Sql.Of($"v.score")) with { Beside = Sql.Of($"satisfaction_surveys") };

    private static readonly string[] Quality =
        ["communicationSkills", "languageProficiency", "resolutionCompleteness", "accuracy", "efficiency", "internalCompliance", "brandVoice"];

    /// <summary>The base dimensions, with the agent that the scope credits, and what is its own.</summary>
    public static IReadOnlyList<ReportColumn> Base(Sql? agent, params ReportColumn[] own) =>
    [
        TicketId,
        .. agent is null ? Array.Empty<ReportColumn>() : [ReportColumn.Id("agentId", agent)],
        Channel,
        IntegrationId,
        StoreId,
        .. own,
        TeamId with { IsExtension = true },
    ];

    /// <summary>The common members of filters.</summary>
    public static IReadOnlyList<ReportColumn> Common(Sql agent, params ReportColumn[] own) =>
    [
        ReportColumn.Id("agentId", agent),
        TeamId,
        AgentsOfTeam(agent),
        Channel,
        IntegrationId,
        StoreId,
        Score,
        .. Quality.Select(name => ReportColumn.Number(name, Sql.Of($"null::int"))),
        .. own,
    ];

    /// <summary>The member by which people, rules, bots and agents that are programs are told apart.</summary>
    public static ReportColumn ActorKind(Sql how) => ReportColumn.Text("actorKind", how) with { IsExtension = true };

    /// <summary>Time dimensions: those of the ticket's creation, and those of the scope's own moment.</summary>
    public static IReadOnlyList<ReportColumn> Times(Sql own, params string[] names) =>
    [
        .. names.Select(name => ReportColumn.Time(name, own)),
        ReportColumn.Time("createdDatetime", Sql.Of($"f.created_at")),
        ReportColumn.Time(PeriodStart, own),
    ];

    /// <summary>The general list of the contract page, for scopes that take any of it.</summary>
    public static IReadOnlyList<ReportColumn> AnyTime(Sql own) =>
    [
        .. new[] { "createdDatetime", "closedDatetime", "sentDatetime", "updatedDatetime", "firstAgentMessageDatetime", "timestamp", "anchorDatetime", "eventDatetime", PeriodStart }
            .Select(name => ReportColumn.Time(name, own)),
    ];
}
