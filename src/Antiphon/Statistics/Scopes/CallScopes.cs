using Antiphon.Data;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics.Scopes;

/// <summary>Scopes about phone calls. Calls have no SLA of their own, so what is asked about it is without data.</summary>
internal static class CallScopes
{
    private const string Counted = "A call counts from when it began and is credited to the agent who called or answered. Calls of tickets in spam or in the trash are in no report.";

    private static readonly Sql At = Sql.Of($"f.at");
    private static readonly Sql Agent = Sql.Of($"f.agent_id");

    private static readonly ReportMeasure TalkTime = new(
        "averageTalkTimeInSeconds", Aggregate.Average, _ => CallColumns.TalkTime.Value, "seconds", "Mean time that answered calls lasted, without the time that their callers waited.");

    private static readonly ReportMeasure WaitTime = new(
        "averageWaitTimeInSeconds", Aggregate.Average, _ => CallColumns.WaitTime.Value, "seconds",
        "Mean time that callers waited: what the call says, or the whole of an incoming call that nobody answered. An answered call that does not say is left out.");

    private static readonly IReadOnlyList<ReportMeasure> Sla =
    [
        new("slaAchievementRate", Aggregate.Share, _ => Sql.Of($"null::boolean"), "share", "Without data: calls have no SLA."),
        new("breachedExposures", Aggregate.Rows, _ => Sql.Of($"null::int"), "count", "Without data: calls have no SLA."),
        new("achievedExposures", Aggregate.Rows, _ => Sql.Of($"null::int"), "count", "Without data: calls have no SLA."),
    ];

    public static readonly ReportScope Calls = new("voice-calls", $"Phone calls. {Counted}", "when the call began")
    {
        Rows = Sql.Of($"statistic_calls"),
        IsJoined = true,
        Within = period => period.Holds(At) + Sql.Of($" and not f.left_out"),
        Measures =
        [
            ReportMeasure.Count("voiceCallsCount", "calls", "How many calls."),
            TalkTime,
            WaitTime,
            Incoming("inboundCallsCount"),
            Outgoing("outboundCallsCount"),
            Answered("inboundAnsweredCallsCount"),
            Unanswered("inboundUnansweredCallsCount"),
            Missed("inboundMissedCallsCount"),
            Abandoned("inboundAbandonedCallsCount"),
            Cancelled("inboundCancelledCallsCount"),
            CallbackRequested("inboundCallbackRequestedCallsCount"),
            .. Sla,
            .. CallMetrics.All,
        ],
        Dimensions =
        [
            ReportColumn.Id("agentId", Agent),
            ReportColumn.Id("filteringAgentId", Agent),
            CallColumns.IntegrationId,
            CallColumns.QueueId,
            CallColumns.CustomerId,
            ReportColumn.Time("createdDatetime", At),
            CallColumns.Status,
            CallColumns.Duration,
            CallColumns.Source,
            CallColumns.Destination,
            CallColumns.Direction,
            CallColumns.TalkTime,
            CallColumns.WaitTime,
            .. CallColumns.Recordings,
            CallColumns.DisplayStatus,
            ReportColumn.Unknown("queueName"),
            TicketColumns.TicketId,
            ReportColumn.Unknown("isPossibleSpam"),
            ReportColumn.Unknown("callSlaStatus"),
            ReportColumn.Unknown("callSlaStatusLabel"),
            .. CallMetrics.Dimensions,
        ],
        Filters =
        [
            CallColumns.IntegrationId,
            ReportColumn.Id("agentId", Agent),
            TicketColumns.AgentsOfTeam(Agent),
            CallColumns.QueueId,
            CallColumns.IsDuringBusinessHours,
            ReportColumn.Text("callTerminationStatus", Sql.Of($"f.termination")),
            CallColumns.Direction,
            TicketColumns.StoreId,
            CallColumns.DisplayStatus,
            ReportColumn.Unknown("callSlaStatus"),
            CallColumns.TalkTime,
            CallColumns.WaitTime,
            ReportColumn.Flag("isAnsweredByAgent", Sql.Of($"(f.termination = 'answered' and f.agent_id is not null)")),
            .. CallMetrics.Dimensions,
        ],
        TimeDimensions = TicketColumns.AnyTime(At),
        TakesTagsAndFields = true,
    };

    public static readonly ReportScope Summary = new("voice-calls-summary", $"Phone calls, by how they ended. Except for outboundVoiceCallsCount all counts are of incoming calls. {Counted}", "when the call began")
    {
        Rows = Calls.Rows,
        IsJoined = true,
        Within = Calls.Within,
        Measures =
        [
            Incoming("inboundVoiceCallsCount"),
            Outgoing("outboundVoiceCallsCount"),
            Answered("answeredVoiceCallsCount"),
            Cancelled("cancelledVoiceCallsCount"),
            Abandoned("abandonedVoiceCallsCount"),
            Missed("missedVoiceCallsCount"),
            Unanswered("unansweredVoiceCallsCount"),
            CallbackRequested("callbackRequestedVoiceCallsCount"),
            TalkTime,
            WaitTime,
            .. Sla,
            ReportMeasure.Count("voiceCallsCount", "calls", "How many calls.") with { IsAlias = true },
            new("totalDuration", Aggregate.Sum, _ => CallColumns.Duration.Value, "seconds", "How long all calls lasted.") { IsAlias = true },
        ],
        Dimensions =
        [
            ReportColumn.Id("agentId", Agent), CallColumns.IntegrationId, CallColumns.QueueId, CallColumns.CustomerId, TicketColumns.TicketId, CallColumns.Direction, CallColumns.Status, CallColumns.DisplayStatus,
        ],
        Filters = [CallColumns.IntegrationId, ReportColumn.Id("agentId", Agent), TicketColumns.AgentsOfTeam(Agent), CallColumns.QueueId, CallColumns.IsDuringBusinessHours],
        TimeDimensions = TicketColumns.AnyTime(At),
    };

    private static readonly Sql Doer = Sql.Of($"f.user_id");

    public static readonly ReportScope Acts = new(
        "voice-agent-events",
        "Calls in which an agent did something: rang, called, answered, declined, passed on or ended, credited to each who did. Calls of tickets in spam or in the trash are in no report.",
        "when the agent did it")
    {
        Rows = Sql.Of($"statistic_call_acts"),
        IsJoined = true,
        Within = period => period.Holds(Sql.Of($"f.acted_at")) + Sql.Of($" and not f.left_out"),
        Measures =
        [
            new("voiceCallsCount", Aggregate.Different, _ => Sql.Of($"f.call_id"), "calls", "How many calls; one in which several agents did something counts once."),
            new("voiceAgentEventsCount", Aggregate.Different, _ => Sql.Of($"f.call_id"), "calls", "How many calls.") { IsAlias = true },
        ],
        Dimensions =
        [
            ReportColumn.Id("agentId", Doer),
            CallColumns.IntegrationId,
            ReportColumn.Time("createdDatetime", Sql.Of($"f.acted_at")),
            TicketColumns.TicketId,
            CallColumns.Status,
            ReportColumn.Unknown("transferType"),
            ReportColumn.Unknown("transferTargetAgentId"),
            ReportColumn.Unknown("transferTargetExternalNumber"),
            ReportColumn.Unknown("transferTargetQueueId"),
            ReportColumn.Id("assignedAgentId", Agent),
            CallColumns.CustomerId,
            CallColumns.Duration,
            CallColumns.Source,
            CallColumns.Destination,
            CallColumns.Direction,
            .. CallColumns.Recordings,
            CallColumns.DisplayStatus,
        ],
        Filters =
        [
            CallColumns.IntegrationId,
            ReportColumn.Id("agentId", Doer),
            TicketColumns.AgentsOfTeam(Doer),
            ReportColumn.Flag("transferredCalls", Sql.Of($"(f.type in ('phone-call-transfer-initiated', 'phone-call-forwarded', 'phone-call-forwarded-to-external-number', 'phone-call-forwarded-to-gorgias-number'))")),
            ReportColumn.Flag("declinedCalls", Sql.Of($"(f.type = 'declined-phone-call')")),
            TicketColumns.StoreId,
        ],
        TimeDimensions = TicketColumns.AnyTime(Sql.Of($"f.acted_at")),
        TakesTags = true,
    };

    // The same counts have different names in the two scopes.
    private static ReportMeasure Incoming(string name) => Of(name, "Calls from customers.", Sql.Of($"f.direction = 'inbound'"));

    private static ReportMeasure Outgoing(string name) => Of(name, "Calls to customers.", Sql.Of($"f.direction = 'outbound'"));

    private static ReportMeasure Unanswered(string name) => Of(name, "Calls from customers that nobody answered, for whatever reason.", Sql.Of($"f.direction = 'inbound' and f.termination <> 'answered'"));

    private static ReportMeasure Answered(string name) => Inbound(name, "that an agent answered", "answered");

    private static ReportMeasure Missed(string name) => Inbound(name, "that nobody took", "missed");

    private static ReportMeasure Abandoned(string name) => Inbound(name, "who hung up while they waited", "abandoned");

    private static ReportMeasure Cancelled(string name) => Inbound(name, "that ended before they reached anybody", "cancelled");

    private static ReportMeasure CallbackRequested(string name) => Inbound(name, "who asked to be called back", "callback-requested");

    private static ReportMeasure Inbound(string name, string which, string termination) =>
        Of(name, $"Calls from customers {which}.", Sql.Of($"f.direction = 'inbound' and f.termination = {termination}"));

    private static ReportMeasure Of(string name, string definition, Sql condition) => new(name, Aggregate.Rows, _ => Sql.Of($"case when {condition} then 1 end"), "calls", definition);
}
