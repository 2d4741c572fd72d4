using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>What one rule did at one event, and why: an extension of Antiphon.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Rule">The rule, by the name that it had then.</param>
/// <param name="TicketId">The ticket that it looked at.</param>
/// <param name="EventId">The event that started it.</param>
/// <param name="EventType">The type of that event.</param>
/// <param name="Context">The same for everything that one cause triggered.</param>
/// <param name="Chain">How many rules stand between the first cause and the event.</param>
/// <param name="Outcome">One of <see cref="RuleOutcome"/>.</param>
/// <param name="Trace">Every condition and action, in the order of the code.</param>
/// <param name="CreatedDatetime">When it ran.</param>
public sealed record RuleRunResource(
    long Id,
    RuleNameResource Rule,
    long TicketId,
    long EventId,
    string EventType,
    Guid Context,
    int Chain,
    string Outcome,
    RuleTraceResource Trace,
    DateTimeOffset CreatedDatetime);

/// <summary>What can become of a rule at an event.</summary>
public static class RuleOutcome
{
    /// <summary>It took at least one action; how each went stands in the trace.</summary>
    public const string Executed = "executed";

    /// <summary>Its conditions led to no action.</summary>
    public const string NotMatched = "not-matched";

    /// <summary>It would have acted, but the guard against loops held it back; the reason says why.</summary>
    public const string Skipped = "skipped";

    /// <summary>It broke, and what it had done was undone; the reason says where.</summary>
    public const string Failed = "failed";
}

/// <summary>A rule by name.</summary>
/// <param name="Id">Of the rule.</param>
/// <param name="Name">Its name.</param>
public sealed record RuleNameResource(long Id, string Name);

/// <summary>How a rule went.</summary>
/// <param name="Trigger">Which of its event types started it.</param>
/// <param name="Reason">A sentence, when it was held back or broke.</param>
/// <param name="Conditions">Those that were asked; what is behind a decided <c>&amp;&amp;</c> or <c>||</c> is not.</param>
/// <param name="Actions">Those that were taken.</param>
/// <param name="Changes">What became different about the ticket.</param>
/// <param name="Undoes">Rules whose changes, made by the same cause, it took back.</param>
public sealed record RuleTraceResource(
    string Trigger,
    string? Reason,
    IReadOnlyList<RuleConditionResource> Conditions,
    IReadOnlyList<RuleActionResource> Actions,
    IReadOnlyList<TicketChangeResource> Changes,
    IReadOnlyList<RuleNameResource> Undoes);

/// <summary>One condition as it went.</summary>
/// <param name="Line">Where it stands in the code, from 1.</param>
/// <param name="Column">Where it stands in the line, from 1.</param>
/// <param name="Text">As it is written.</param>
/// <param name="Value">What was found; long texts are cut.</param>
/// <param name="Verdict"><c>true</c>, <c>false</c>, or <c>unknown</c> when it depends on something that is not there any more.</param>
public sealed record RuleConditionResource(int Line, int Column, string Text, JsonElement? Value, string Verdict);

/// <summary>One action as it went.</summary>
/// <param name="Name">Such as <c>addTags</c>.</param>
/// <param name="Arguments">As they stand in the code, without what looks like a credential in a call.</param>
/// <param name="Outcome"><c>done</c>, <c>skipped</c>, <c>failed</c>, or <c>queued</c> while a call to others is made.</param>
/// <param name="Cause">Why it was skipped or failed, a word; see the list on the page "Events".</param>
/// <param name="Message">The same as a sentence.</param>
/// <param name="CallId">The call to others; left out when there is none. The ticket's event <c>action-executed</c> has it too.</param>
public sealed record RuleActionResource(
    string Name, JsonElement? Arguments, string Outcome, string? Cause, string? Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? CallId = null);

/// <summary>Something that became different about a ticket.</summary>
/// <param name="Field">Such as <c>status</c>, <c>tags.urgent</c> or <c>custom_fields.12</c>.</param>
/// <param name="Before">The value before.</param>
/// <param name="After">The value after.</param>
public sealed record TicketChangeResource(string Field, JsonElement? Before, JsonElement? After);

/// <summary>Source-generated metadata of the traces.</summary>
[JsonSerializable(typeof(RuleRunResource))]
[JsonSerializable(typeof(ListResource<RuleRunResource>))]
[JsonSerializable(typeof(RuleTraceResource))]
public sealed partial class RuleRunsJson : JsonSerializerContext;
