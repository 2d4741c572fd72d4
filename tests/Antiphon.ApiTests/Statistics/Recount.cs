namespace Antiphon.ApiTests.Statistics;

/// <summary>One thing that a scope counts, as the recount sees it.</summary>
internal sealed record CountedRow(RawTicket Ticket, DateTimeOffset At, long? Agent)
{
    public string? How { get; init; }

    /// <summary>Dimensions of the scope's own.</summary>
    public Dictionary<string, object?> Own { get; init; } = [];

    /// <summary>What the row brings to each measure: a number, a flag, or null for nothing.</summary>
    public Dictionary<string, object?> Samples { get; init; } = [];
}

/// <summary>
/// Counts anew, ticket by ticket, from raw rows and with nothing of the server's: the definitions of docs/statistics.md in another language.
/// </summary>
internal sealed partial class Recount(RawDesk raw, IReadOnlyList<RawMessage> deleted)
{
    private readonly ILookup<long, RawEvent> events = raw.Events.Where(e => e.TicketId is not null).ToLookup(e => e.TicketId!.Value);
    private readonly ILookup<long, RawMessage> messages = raw.Messages.Where(message => message.Channel != "internal-note" && (message.IsPublic || !message.FromAgent)).ToLookup(message => message.Ticket);

    private readonly Dictionary<long, RawEvent> written = raw.Events.Where(e => e.Type is "ticket-message-created").GroupBy(e => e.ObjectId).ToDictionary(e => e.Key, e => e.First());
    private readonly Dictionary<long, List<Closing>> closings = [];

    public RawDesk Raw => raw;

    /// <summary>What the scope counts in a period.</summary>
    public IEnumerable<CountedRow> Rows(string scope, DateTimeOffset start, DateTimeOffset end)
    {
        bool Within(DateTimeOffset? at) => at >= start && at < end;
        var tickets = raw.Tickets.Where(ticket => !ticket.IsSpam && !ticket.IsTrashed);
        return scope switch
        {
            "tickets-created" => tickets.Where(ticket => Within(ticket.CreatedAt)).Select(ticket => Counted(ticket, ticket.CreatedAt)),
            "tickets-open" => tickets.Where(ticket => ticket.CreatedAt < end && !IsClosedAt(ticket, end.AddMicroseconds(-1))).Select(ticket => Counted(ticket, ticket.CreatedAt)),
            "workload-tickets" => tickets.Where(ticket => ticket.IsOpen).Select(ticket => Counted(ticket, ticket.CreatedAt)),
            "messages-sent" or "tickets-replied" => from ticket in tickets
                                                    from message in Letters(ticket.Id)
                                                    where message.FromAgent && Within(At(message))
                                                    select new CountedRow(ticket, At(message), message.Sender) { How = How(message), Samples = { ["ticketCount"] = 1, ["messagesCount"] = 1 } },
            "messages-received" => from ticket in tickets
                                   from message in Letters(ticket.Id)
                                   where !message.FromAgent && Within(At(message))
                                   select new CountedRow(ticket, At(message), ticket.Assignee) { Samples = { ["messagesCount"] = 1 } },
            "first-response-time" => FirstAnswers(tickets, _ => true).Where(row => Within(row.At)),
            "human-first-response-time" => FirstAnswers(tickets, message => How(message) is "person").Where(row => Within(row.At)),
            "response-time" => Answers(tickets).Where(row => Within(row.At)),
            "satisfaction-surveys" => RecountAnswers.Surveys(raw, _ => true).Where(row => Within(row.At)),
            "ai-agent-csat" => RecountAnswers.Surveys(raw, row => Letters(row.Ticket.Id).Any(message => How(message) is "agent" && At(message) <= row.At)).Where(row => Within(row.At)),
            "voice-calls" or "voice-calls-summary" => RecountAnswers.Calls(raw).Where(row => Within(row.At)),
            "voice-agent-events" => RecountAnswers.CallEvents(raw).Where(row => Within(row.At)),
            "tags" => from ticket in tickets
                      from tag in ticket.Tags.Distinct()
                      let at = TaggedAt(ticket, tag)
                      where Within(at)
                      select new CountedRow(ticket, at, ticket.Assignee) { Own = { ["tagId"] = tag }, Samples = { ["ticketCount"] = 1 } },
            "ticket-fields" => from value in raw.Values
                               join ticket in tickets on value.Ticket equals ticket.Id
                               where Within(value.SetAt ?? ticket.CreatedAt)
                               select new CountedRow(ticket, value.SetAt ?? ticket.CreatedAt, ticket.Assignee) { Own = { ["customFieldValue"] = value.Value, ["customFieldId"] = value.Field }, Samples = { ["ticketCount"] = 1 } },
            "ticket-sla" => from ticket in tickets
                            let sla = SlaOf(ticket)
                            where sla is not null && Within(sla.At)
                            select sla,
            _ => from ticket in tickets
                 let last = Closings(ticket).Where(closing => Within(closing.At)).LastOrDefault()
                 where last is not null && !Closings(ticket).Any(closing => closing.Number == last.Number + 1 && closing.At < end)
                 where Belongs(scope, last)
                 select Closed(ticket, last),
        };
    }

    /// <summary>Who did something in which five minutes.</summary>
    public IEnumerable<(long User, DateTimeOffset Slot)> Online(DateTimeOffset start, DateTimeOffset end) => raw.Events
        .Where(e => e.UserId is { } user && e.Actor is "user" or "api-key" && e.UserId is not null && raw.Roles[e.UserId.Value] != "bot")
        .Select(e => (e.UserId!.Value, SlotOf(e.At))).Distinct().Where(act => act.Item2 >= start && act.Item2 < end);

    private static DateTimeOffset SlotOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.FromMinutes(5).Ticks), TimeSpan.Zero);

    private static CountedRow Counted(RawTicket ticket, DateTimeOffset at) => new(ticket, at, ticket.Assignee) { Samples = { ["ticketCount"] = 1 } };

    private static bool Belongs(string scope, Closing closing) => scope switch
    {
        "one-touch-tickets" => closing.Touches == 1,
        "zero-touch-tickets" => closing.Touches == 0,
        "overall-automated-interactions" => closing is { Touches: 0, Automatic: > 0 },
        "ai-agent-automated-interactions" => closing is { Touches: 0, ByAgents: > 0 },
        "handover-interactions" => closing is { Touches: > 0, ByAgents: > 0 },
        "ai-agent-success-rate" or "ai-agent-ticket-fields" => closing.ByAgents > 0,
        _ => true,
    };

    private CountedRow Closed(RawTicket ticket, Closing closing)
    {
        var asked = Letters(ticket.Id).Where(message => !message.FromAgent).Select(message => (DateTimeOffset?)At(message)).Min();
        double? seconds = asked is { } from && closing.At >= from ? (closing.At - from).TotalSeconds : null;
        return new(ticket, closing.At, closing.Agent)
        {
            How = closing.How,
            Own =
            {
                ["resolutionTime"] = seconds,
                ["messagesCount"] = closing.Messages,
                ["handleTime"] = closing.Handled,
                ["automationFeatureType"] = closing.ByAgents > 0 ? "ai-agent" : closing.Automatic > 0 ? "rule" : null,
            },
            Samples =
            {
                ["ticketCount"] = 1,
                ["automatedInteractionsCount"] = 1,
                ["handoverInteractionsCount"] = 1,
                ["aiAgentTicketVolume"] = 1,
                ["medianResolutionTime"] = seconds,
                ["averageResolutionTime"] = seconds,
                ["averageMessagesCount"] = closing.Messages,
                ["averageHandleTime"] = closing.Handled,
                ["handleTime"] = closing.Handled,
                ["automationRate"] = closing is { Automatic: > 0, Touches: 0 } ? 1 : 0,
                ["coverageRate"] = closing.ByAgents > 0 ? 1 : 0,
                ["successRate"] = closing.Touches == 0 ? 1 : 0,
            },
        };
    }

    private sealed record Closing(int Number, DateTimeOffset At, long? Agent, string How, int Messages, int Touches, int Automatic, int ByAgents, long Handled);

    private List<Closing> Closings(RawTicket ticket)
    {
        if (closings.TryGetValue(ticket.Id, out var known))
        {
            return known;
        }

        var turns = events[ticket.Id].Where(e => e.ObjectType is "Ticket" && e.Type is "ticket-closed" or "ticket-reopened" or "ticket-self-unsnoozed").ToList();
        var found = new List<Closing>();
        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].Type is "ticket-closed")
            {
                var at = i == turns.Count - 1 && !ticket.IsOpen ? ticket.ClosedAt ?? turns[i].At : turns[i].At;
                found.Add(Close(ticket, found.Count + 1, turns[i], at));
            }
        }

        if (!ticket.IsOpen && ticket.ClosedAt is { } closed && (turns.Count == 0 || turns[^1].Type is not "ticket-closed"))
        {
            found.Add(Close(ticket, found.Count + 1, null, closed));
        }

        return closings[ticket.Id] = found;
    }

    private Closing Close(RawTicket ticket, int number, RawEvent? cause, DateTimeOffset at)
    {
        var until = cause is null || cause.At < at ? at : cause.At;
        var letters = Letters(ticket.Id).Where(message => At(message) <= until).ToList();
        var handled = events[ticket.Id].Where(e => e.UserId is not null && e.Actor is "user" or "api-key" && raw.Roles[e.UserId!.Value] != "bot").Select(e => (e.UserId, SlotOf(e.At))).Distinct()
            .Count(act => act.Item2 <= until);
        var how = cause?.Actor is "rule" or "agent" ? cause.Actor : cause is null or { Actor: "system" } ? "system" : cause.UserId is { } user && raw.Roles[user] is "bot" ? "bot" : "person";
        return new(
            number, at, Holder(ticket, cause), how, letters.Count, letters.Count(message => How(message) is "person"), letters.Count(message => How(message) is "rule" or "bot" or "agent"),
            letters.Count(message => How(message) is "agent"), 300L * handled);
    }

    private long? Holder(RawTicket ticket, RawEvent? cause)
    {
        var assigned = events[ticket.Id].Where(e => e.Type is "ticket-assigned" or "ticket-unassigned").ToList();
        if (cause is null || assigned.Count == 0)
        {
            return ticket.Assignee;
        }

        var last = assigned.LastOrDefault(e => e.At <= cause.At || e.Id < cause.Id);
        return last is { Type: "ticket-assigned" } ? last.Data!.Value.GetProperty("assignee_user_id").GetInt64() : null;
    }

    private bool IsClosedAt(RawTicket ticket, DateTimeOffset moment)
    {
        var turns = events[ticket.Id].Where(e => e.ObjectType is "Ticket" && e.Type is "ticket-closed" or "ticket-reopened" or "ticket-self-unsnoozed").ToList();
        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].Type is "ticket-closed")
            {
                var isLast = i == turns.Count - 1;
                var from = isLast && !ticket.IsOpen ? ticket.ClosedAt ?? turns[i].At : turns[i].At;
                if (moment >= from && (isLast ? !ticket.IsOpen : moment < turns[i + 1].At))
                {
                    return true;
                }
            }
        }

        return !ticket.IsOpen && ticket.ClosedAt <= moment;
    }

    private DateTimeOffset TaggedAt(RawTicket ticket, long tag) => events[ticket.Id]
        .Where(e => e.Type is "ticket-tags-added" && e.Data!.Value.GetProperty("tags_added").EnumerateArray().Any(added => added.GetInt64() == tag))
        .Select(e => (DateTimeOffset?)e.At).LastOrDefault() ?? ticket.CreatedAt;

    private IEnumerable<CountedRow> FirstAnswers(IEnumerable<RawTicket> tickets, Func<RawMessage, bool> counts) =>
        from ticket in tickets
        let letters = Letters(ticket.Id)
        let asked = letters.Where(message => !message.FromAgent).Select(message => (DateTimeOffset?)At(message)).Min()
        where asked is not null
        let answer = letters.FirstOrDefault(message => message.FromAgent && At(message) >= asked && counts(message))
        where answer is not null
        let seconds = (object?)(At(answer) - asked!.Value).TotalSeconds
        select new CountedRow(ticket, At(answer), answer.Sender)
        {
            How = How(answer),
            Own = { ["firstResponseTime"] = seconds },
            Samples = { ["medianFirstResponseTime"] = seconds, ["averageFirstResponseTime"] = seconds },
        };

    private IEnumerable<CountedRow> Answers(IEnumerable<RawTicket> tickets)
    {
        foreach (var ticket in tickets)
        {
            var letters = Letters(ticket.Id);
            for (var i = 0; i < letters.Count; i++)
            {
                if (!letters[i].FromAgent && letters.Skip(i + 1).FirstOrDefault(message => message.FromAgent) is { } answer)
                {
                    yield return new(ticket, At(answer), answer.Sender) { How = How(answer), Samples = { ["medianResponseTime"] = (At(answer) - At(letters[i])).TotalSeconds } };
                }
            }
        }
    }

    private List<RawMessage> Letters(long ticket) => [.. messages[ticket].OrderBy(At).ThenBy(message => message.Id)];

    private static DateTimeOffset At(RawMessage message) => message.SentAt < message.CreatedAt ? message.SentAt.Value : message.CreatedAt;

    private string? How(RawMessage message)
    {
        if (!message.FromAgent)
        {
            return null;
        }

        var cause = written.GetValueOrDefault(message.Id);
        return message.Rule is not null || cause?.Actor is "rule" ? "rule"
            : cause?.Actor is "agent" || (message.Sender is { } agent && raw.Agents.Contains(agent)) ? "agent"
            : message.Sender is { } sender && raw.Roles[sender] is "bot" ? "bot"
            : "person";
    }
}
