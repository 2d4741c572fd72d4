namespace Antiphon.ApiTests.Statistics;

/// <summary>The part of the recount that counts surveys and phone calls.</summary>
internal static class RecountAnswers
{
    private static readonly RawTicket None = new(0, "", [], null, null, [], false, false, false, default, null);

    public static IEnumerable<CountedRow> Surveys(RawDesk raw, Func<CountedRow, bool> belongs)
    {
        foreach (var survey in raw.Surveys)
        {
            var ticket = raw.Tickets.Single(ticket => ticket.Id == survey.Ticket);
            DateTimeOffset? answered = survey.Score is null ? null : survey.ScoredAt ?? survey.CreatedAt;
            if (ticket.IsSpam || ticket.IsTrashed || (survey.SentAt ?? answered) is not { } at)
            {
                continue;
            }

            var row = new CountedRow(ticket, at, ticket.Assignee)
            {
                Own = { ["surveyScore"] = survey.Score },
                Samples =
                {
                    ["scoredSurveysCount"] = survey.Score,
                    ["averageSurveyScore"] = survey.Score,
                    ["satisfactionScore"] = survey.Score switch { null => null, 4 or 5 => 1, _ => 0 },
                    ["responseRate"] = survey.Score is null ? 0 : 1,
                    ["sentSurveysCount"] = 1,
                    ["averageCSAT"] = survey.Score,
                    ["medianCSAT"] = survey.Score,
                },
            };
            if (belongs(row))
            {
                yield return row;
            }
        }
    }

    public static IEnumerable<CountedRow> Calls(RawDesk raw)
    {
        foreach (var call in raw.Calls)
        {
            if (TicketOf(raw, call) is not { } ticket)
            {
                continue;
            }

            var isInbound = call.Direction is "inbound";
            int? talk = call.Termination is "answered" ? call.Duration - (call.Wait ?? 0) : null;
            int? wait = !isInbound ? null : call.Wait ?? (call.Termination is "answered" ? null : call.Duration);
            object? If(bool counts) => counts ? 1 : null;
            yield return new(ticket, call.StartedAt, call.Agent)
            {
                Own = Own(call, talk, wait),
                Samples =
                {
                    ["voiceCallsCount"] = 1,
                    ["averageTalkTimeInSeconds"] = talk,
                    ["averageWaitTimeInSeconds"] = wait,
                    ["inboundCallsCount"] = If(isInbound),
                    ["outboundCallsCount"] = If(!isInbound),
                    ["inboundAnsweredCallsCount"] = If(isInbound && call.Termination is "answered"),
                    ["inboundUnansweredCallsCount"] = If(isInbound && call.Termination is not "answered"),
                    ["inboundMissedCallsCount"] = If(isInbound && call.Termination is "missed"),
                    ["inboundAbandonedCallsCount"] = If(isInbound && call.Termination is "abandoned"),
                    ["inboundCancelledCallsCount"] = If(isInbound && call.Termination is "cancelled"),
                    ["inboundCallbackRequestedCallsCount"] = If(isInbound && call.Termination is "callback-requested"),
                    ["inboundVoiceCallsCount"] = If(isInbound),
                    ["outboundVoiceCallsCount"] = If(!isInbound),
                    ["answeredVoiceCallsCount"] = If(isInbound && call.Termination is "answered"),
                    ["cancelledVoiceCallsCount"] = If(isInbound && call.Termination is "cancelled"),
                    ["abandonedVoiceCallsCount"] = If(isInbound && call.Termination is "abandoned"),
                    ["missedVoiceCallsCount"] = If(isInbound && call.Termination is "missed"),
                    ["unansweredVoiceCallsCount"] = If(isInbound && call.Termination is not "answered"),
                    ["callbackRequestedVoiceCallsCount"] = If(isInbound && call.Termination is "callback-requested"),
                    ["slaAchievementRate"] = null,
                    ["breachedExposures"] = null,
                    ["achievedExposures"] = null,
                },
            };
        }
    }

    public static IEnumerable<CountedRow> CallEvents(RawDesk raw) =>
        from happened in raw.CallEvents
        where happened.User is not null
        join call in raw.Calls on happened.Call equals call.Id
        let ticket = TicketOf(raw, call)
        where ticket is not null
        select new CountedRow(ticket, happened.At, happened.User) { How = happened.Type, Own = Own(call, null, null), Samples = { ["voiceCallsCount"] = call.Id } };

    // A call whose ticket is gone has none; one whose ticket is left out is left out too.
    private static RawTicket? TicketOf(RawDesk raw, RawCall call) =>
        call.Ticket is null ? None : raw.Tickets.Single(ticket => ticket.Id == call.Ticket) is { IsSpam: false, IsTrashed: false } ticket ? ticket : null;

    private static Dictionary<string, object?> Own(RawCall call, int? talk, int? wait) => new()
    {
        ["integrationId"] = call.Integration,
        ["queueId"] = call.Queue,
        ["customerId"] = call.Customer,
        ["callDirection"] = call.Direction,
        ["status"] = call.Status,
        ["displayStatus"] = call.Termination,
        ["duration"] = call.Duration,
        ["talkTime"] = talk,
        ["waitTime"] = wait,
        ["assignedAgentId"] = call.Agent,
    };
}
