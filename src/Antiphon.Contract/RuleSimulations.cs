using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>Body of <c>POST /api/rules/simulate</c>, an extension of Antiphon: which rule, and on which past events. One of the two ways to name the rule is required.</summary>
public sealed record SimulateRuleRequest
{
    /// <summary>A rule that is there, active or not.</summary>
    public long? RuleId { get; init; }

    /// <summary>A draft, in the form in which it would be created.</summary>
    public CreateRuleRequest? Rule { get; init; }

    /// <summary>At most 10,000 tickets; without it those with events in the period, the latest first.</summary>
    public IReadOnlyList<long>? TicketIds { get; init; }

    /// <summary>The first moment of the period; seven days ago when absent.</summary>
    public DateTimeOffset? FromDatetime { get; init; }

    /// <summary>The last moment of the period; now when absent.</summary>
    public DateTimeOffset? ToDatetime { get; init; }

    /// <summary>How many tickets at most, 1 to 10,000; 1,000 when absent.</summary>
    public int? Limit { get; init; }
}

/// <summary>What a rule would have done.</summary>
/// <param name="Rule">The rule; a draft has the id 0.</param>
/// <param name="TicketsExamined">How many tickets had an event that starts the rule.</param>
/// <param name="TicketsMatched">On how many of them the rule would have acted.</param>
/// <param name="EventsReplayed">How many events were looked at.</param>
/// <param name="MessagesSent">How many messages would have left, on the tickets that are listed.</param>
/// <param name="Truncated">Whether there were more tickets than the limit.</param>
/// <param name="Tickets">What would have happened, ticket by ticket; at most 500, the others only count.</param>
/// <param name="Conflicts">Active rules that would take back what this one does, or whose work this one would take back.</param>
/// <param name="Warnings">What is allowed in the rule and will hardly do what its author means, such as asking ticket-updated for the text of a message.</param>
public sealed record RuleSimulationResource(
    RuleNameResource Rule,
    int TicketsExamined,
    int TicketsMatched,
    int EventsReplayed,
    int MessagesSent,
    bool Truncated,
    IReadOnlyList<SimulatedTicketResource> Tickets,
    IReadOnlyList<RuleConflictResource> Conflicts,
    IReadOnlyList<string> Warnings);

/// <summary>One ticket before and after.</summary>
/// <param name="TicketId">The ticket.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Changes">What would be different about it in the end, whichever rule did it.</param>
/// <param name="Runs">What the rule would have done at each event, and why.</param>
/// <param name="Messages">What would have been written.</param>
public sealed record SimulatedTicketResource(
    long TicketId,
    string? Subject,
    IReadOnlyList<TicketChangeResource> Changes,
    IReadOnlyList<SimulatedRunResource> Runs,
    IReadOnlyList<SimulatedMessageResource> Messages);

/// <summary>The rule at one event.</summary>
/// <param name="EventId">The event of the past.</param>
/// <param name="EventType">Its type.</param>
/// <param name="Outcome">One of <see cref="RuleOutcome"/>.</param>
/// <param name="Trace">Every condition and action.</param>
public sealed record SimulatedRunResource(long EventId, string EventType, string Outcome, RuleTraceResource Trace);

/// <summary>A message that would have been written.</summary>
/// <param name="Channel">How it would have left; <c>internal-note</c> stays inside.</param>
/// <param name="Public">Whether it would have left.</param>
/// <param name="Source">From where to where.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="BodyText">Its text.</param>
public sealed record SimulatedMessageResource(string Channel, bool Public, JsonElement? Source, string? Subject, string? BodyText);

/// <summary>Another rule that does not go together with this one.</summary>
/// <param name="Rule">The other rule.</param>
/// <param name="Kind"><c>undoes-this</c>, <c>undone-by-this</c>, or <c>both</c>: then the two would go on for ever but for the guard.</param>
/// <param name="Fields">About what they disagree.</param>
/// <param name="TicketIds">On which tickets; at most ten.</param>
public sealed record RuleConflictResource(RuleNameResource Rule, string Kind, IReadOnlyList<string> Fields, IReadOnlyList<long> TicketIds);

/// <summary>Source-generated metadata of the simulations.</summary>
[JsonSerializable(typeof(SimulateRuleRequest))]
[JsonSerializable(typeof(RuleSimulationResource))]
public sealed partial class RuleSimulationsJson : JsonSerializerContext;
