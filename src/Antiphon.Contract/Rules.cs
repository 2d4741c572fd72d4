using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>Code that runs when something happens to a ticket. See the page "Rules".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Description">At most 1024 characters.</param>
/// <param name="Code">As it was written.</param>
/// <param name="CodeAst">The code as an ESTree <c>Program</c>.</param>
/// <param name="EventTypes">What starts the rule, separated by commas; null: nothing does.</param>
/// <param name="Priority">Higher runs first; of equal ones the lower id.</param>
/// <param name="Type"><c>user</c>.</param>
/// <param name="Settings">Null for rules of users.</param>
/// <param name="DeactivatedDatetime">Since when it is switched off; null: it is on.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="UpdatedDatetime">When it was last changed.</param>
/// <param name="Uri"><c>/api/rules/{id}/</c>.</param>
public sealed record RuleResource(
    long Id,
    string Name,
    string? Description,
    string Code,
    JsonElement CodeAst,
    string? EventTypes,
    int Priority,
    string Type,
    JsonElement? Settings,
    DateTimeOffset? DeactivatedDatetime,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset UpdatedDatetime,
    string Uri);

/// <summary>Body of <c>POST /api/rules</c>.</summary>
public sealed record CreateRuleRequest
{
    /// <summary>Required, 1 to 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Required. What is wrong in it is told with line and column.</summary>
    public string? Code { get; init; }

    /// <summary>Accepted and not read: the tree is always that of <see cref="Code"/>.</summary>
    public RuleTreeRequest? CodeAst { get; init; }

    /// <summary>Names separated by commas, or a list of names; see <see cref="RuleTrigger"/>.</summary>
    public JsonElement? EventTypes { get; init; }

    /// <summary>At most 1024 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Higher runs first. Without it the rule runs last.</summary>
    public int? Priority { get; init; }

    /// <summary>Set to make the rule switched off.</summary>
    public DateTimeOffset? DeactivatedDatetime { get; init; }
}

/// <summary>Body of <c>PUT /api/rules/{id}</c>: only what is present changes.</summary>
public sealed record UpdateRuleRequest
{
    /// <summary>1 to 256 characters.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>Replaces the code; the tree follows.</summary>
    public Optional<string?> Code { get; init; }

    /// <summary>Accepted and not read: the tree is always that of <see cref="Code"/>.</summary>
    public Optional<RuleTreeRequest?> CodeAst { get; init; }

    /// <summary>Names separated by commas, or a list of names; null: nothing starts the rule.</summary>
    public Optional<JsonElement?> EventTypes { get; init; }

    /// <summary>At most 1024 characters; null clears it.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>Higher runs first.</summary>
    public Optional<int?> Priority { get; init; }

    /// <summary>A time switches the rule off, null switches it on.</summary>
    public Optional<DateTimeOffset?> DeactivatedDatetime { get; init; }
}

/// <summary>A tree as a client read it, of any depth; nothing in it is read.</summary>
[WireReference]
public sealed record RuleTreeRequest;

/// <summary>Body of <c>POST /api/rules/priorities</c>.</summary>
/// <param name="Priorities">At least one; rules that are not named keep theirs.</param>
public sealed record RulePrioritiesRequest(IReadOnlyList<RulePriorityRequest>? Priorities);

/// <summary>The priority of one rule.</summary>
/// <param name="Id">The rule; required.</param>
/// <param name="Priority">Higher runs first; required.</param>
public sealed record RulePriorityRequest(long? Id, int? Priority);

/// <summary>What can start a rule. See "Event types" of the page "Rules".</summary>
public static class RuleTrigger
{
#pragma warning disable CS1591 // the names of the page
    public const string TicketCreated = "ticket-created";
    public const string TicketUpdated = "ticket-updated";
    public const string TicketMessageCreated = "ticket-message-created";
    public const string TicketAssigned = "ticket-assigned";
    public const string TicketSelfUnsnoozed = "ticket-self-unsnoozed";
    public const string SatisfactionSurveyResponded = "satisfaction-survey-responded";
    public const string TicketSlaNearBreach = "ticket-sla-near-breach";
    public const string TicketSlaBreached = "ticket-sla-breached";
#pragma warning restore CS1591

    /// <summary>All of them; the last two are our own.</summary>
    public static IReadOnlyList<string> All { get; } =
        [TicketCreated, TicketUpdated, TicketMessageCreated, TicketAssigned, TicketSelfUnsnoozed, SatisfactionSurveyResponded, TicketSlaNearBreach, TicketSlaBreached];
}

/// <summary>Source-generated metadata of the rules.</summary>
[JsonSerializable(typeof(RuleResource))]
[JsonSerializable(typeof(IReadOnlyList<RuleResource>))]
[JsonSerializable(typeof(ListResource<RuleResource>))]
[JsonSerializable(typeof(CreateRuleRequest))]
[JsonSerializable(typeof(UpdateRuleRequest))]
[JsonSerializable(typeof(RulePrioritiesRequest))]
public sealed partial class RulesJson : JsonSerializerContext;
