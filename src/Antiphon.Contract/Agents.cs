using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>An automated actor with an identity of its own. Antiphon's own; see docs/agents.md.</summary>
public record AgentResource
{
    /// <summary>Positive, unique in the account. Events name it as <c>actor_id</c>.</summary>
    public required long Id { get; init; }

    /// <summary><c>/api/agents/{id}/</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>Its name, 1 to 256 characters; the name of its user as well.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The user in whose name it writes, a bot. The address is the name to authenticate with, beside a key.</summary>
    public required ApiKeyUserResource User { get; init; }

    /// <summary>What it may do: the policy that decides at this moment.</summary>
    public required AgentPolicyResource Policy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>Since when it is stopped, by itself or with all agents of the account; null while it may act.</summary>
    public DateTimeOffset? StoppedDatetime { get; init; }

    /// <summary>Since when it is revoked, which is for good; null while it is not.</summary>
    public DateTimeOffset? RevokedDatetime { get; init; }
}

/// <summary>An agent that was just made.</summary>
public sealed record NewAgentResource : AgentResource
{
    /// <summary>Its first key, 64 hexadecimal characters. It is shown this once.</summary>
    public required string Key { get; init; }
}

/// <summary>One version of what an agent may do. Versions are never changed; each change is a new one.</summary>
public sealed record AgentPolicyResource
{
    /// <summary>1 and up, without holes.</summary>
    public required int Version { get; init; }

    /// <summary>What is granted. What no grant names is refused.</summary>
    public required IReadOnlyList<AgentGrant> Grants { get; init; }

    /// <summary>How often.</summary>
    public required IReadOnlyList<AgentBudget> Budgets { get; init; }

    /// <summary>When not; null: at any hour.</summary>
    public AgentQuietHours? QuietHours { get; init; }

    /// <summary>What one refund may be; null: it makes none.</summary>
    public AgentRefundCeiling? RefundCeiling { get; init; }

    /// <summary>Whether every call is only tried.</summary>
    public required bool DryRun { get; init; }

    /// <summary>The user who made this version; null for one that is gone.</summary>
    public long? CreatedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }
}

/// <summary>Body of <c>PUT /api/agents/{id}/policy</c>: the whole policy, which replaces the one before.</summary>
public sealed record AgentPolicyRequest
{
    /// <summary>Required, at most 100. An empty list grants nothing.</summary>
    public IReadOnlyList<AgentGrant>? Grants { get; init; }

    /// <summary>At most 50, one for each kind and period.</summary>
    public IReadOnlyList<AgentBudget>? Budgets { get; init; }

    /// <summary>Hours in which some calls wait.</summary>
    public AgentQuietHours? QuietHours { get; init; }

    /// <summary>What one refund may be.</summary>
    public AgentRefundCeiling? RefundCeiling { get; init; }

    /// <summary>Whether every call is only tried; default false.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>A resource and what may be done with it.</summary>
/// <param name="Resource">Required: the first half of a scope, such as <c>tickets</c>. See <see cref="AgentWords.Resources"/>.</param>
/// <param name="Classes">Required: one or more of <see cref="AgentWords.Classes"/>.</param>
/// <param name="Limits">Only these tickets; for the resource <c>tickets</c>.</param>
/// <param name="Mode">What becomes of a granted call, one of <see cref="AgentWords.Modes"/>; default <c>allow</c>.</param>
public sealed record AgentGrant(string? Resource, IReadOnlyList<string>? Classes, AgentLimits? Limits = null, string? Mode = null);

/// <summary>Which tickets: those with one of the tags, of one of the teams and in one of the views, as far as they are named.</summary>
/// <param name="Tags">Ids. Calls name no other tags then.</param>
/// <param name="Teams">Ids. Calls assign to no other team then.</param>
/// <param name="Views">Ids of public or shared views of tickets.</param>
public sealed record AgentLimits(IReadOnlyList<long>? Tags = null, IReadOnlyList<long>? Teams = null, IReadOnlyList<long>? Views = null);

/// <summary>How many calls within the last hour or day.</summary>
/// <param name="Kind">Required: <c>public-reply</c>, a class such as <c>outward</c>, or a class of a resource such as <c>tickets:write</c>.</param>
/// <param name="Most">Required, 0 to 100,000.</param>
/// <param name="Per">Required: <c>hour</c> or <c>day</c>, counted back from the moment of the call.</param>
/// <param name="Then">What becomes of a call too many, one of <see cref="AgentWords.Thens"/>; default <c>refuse</c>.</param>
public sealed record AgentBudget(string? Kind, long? Most, string? Per, string? Then = null);

/// <summary>Hours of each day, in the time zone of the account's business hours.</summary>
/// <param name="From">Required, such as <c>20:00</c>.</param>
/// <param name="To">Required, such as <c>08:00</c>; earlier than <paramref name="From"/> is the next morning.</param>
/// <param name="Classes">Which calls; default <c>outward</c>.</param>
/// <param name="Then">What becomes of them, one of <see cref="AgentWords.Thens"/>; default <c>refuse</c>.</param>
public sealed record AgentQuietHours(string? From, string? To, IReadOnlyList<string>? Classes = null, string? Then = null);

/// <summary>What one refund may be.</summary>
/// <param name="Amount">Required, 0 or more, in the currency of the shop.</param>
/// <param name="Then">What becomes of a larger one, or of one without an amount; default <c>refuse</c>.</param>
public sealed record AgentRefundCeiling(decimal? Amount, string? Then = null);

/// <summary>Body of <c>POST /api/agents</c>.</summary>
/// <param name="Name">Required, 1 to 256 characters.</param>
/// <param name="Description">What it is for, at most 2,000 characters.</param>
/// <param name="Policy">What it may do; nothing when absent.</param>
public sealed record CreateAgentRequest(string? Name, string? Description = null, AgentPolicyRequest? Policy = null);

/// <summary>Body of <c>PUT /api/agents/{id}</c>.</summary>
public sealed record UpdateAgentRequest
{
    /// <summary>1 to 256 characters.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>At most 2,000 characters.</summary>
    public Optional<string?> Description { get; init; }
}

/// <summary>Whether the account's agents are all stopped.</summary>
/// <param name="StoppedDatetime">Since when; null while they may act.</param>
public sealed record AgentSwitchResource(DateTimeOffset? StoppedDatetime);

/// <summary>One call of an agent and what was decided.</summary>
public sealed record AgentCallResource
{
    /// <summary>Positive; rises with time.</summary>
    public required long Id { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path without its query.</summary>
    public required string Path { get; init; }

    /// <summary>What it asked for, such as <c>tickets</c>; null for a route that does not exist.</summary>
    public string? Resource { get; init; }

    /// <summary>The classes that it needed.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>One of <see cref="AgentWords.Decisions"/>.</summary>
    public required string Decision { get; init; }

    /// <summary>Why, such as <c>granted</c>, <c>no-grant</c> or <c>budget-used-up</c>; docs/agents.md lists them.</summary>
    public required string Reason { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>The status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>Where the call waits, or was approved.</summary>
    public long? ApprovalId { get; init; }

    /// <summary>Shared with the events that the call wrote.</summary>
    public required Guid Context { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required int DurationMs { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }
}

/// <summary>A call that waits for a person, or waited.</summary>
public sealed record ApprovalResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary><c>/api/approvals/{id}/</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>One of <see cref="AgentWords.ApprovalStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The agent that asked.</summary>
    public required ApprovalAgentResource Agent { get; init; }

    /// <summary>Why it waits, such as <c>needs-approval</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The resource of the call.</summary>
    public required string Resource { get; init; }

    /// <summary>Its classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Its method.</summary>
    public required string Method { get; init; }

    /// <summary>Its path and query.</summary>
    public required string Path { get; init; }

    /// <summary>Its body, exactly as it will be sent; null when it has none.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>The version of the policy that held it.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>From when on nobody can approve it any more.</summary>
    public required DateTimeOffset ExpiresDatetime { get; init; }

    /// <summary>The user who approved or denied it.</summary>
    public long? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedDatetime { get; init; }

    /// <summary>What that user said.</summary>
    public string? Note { get; init; }

    /// <summary>What the call was answered when it ran.</summary>
    public ApprovalAnswerResource? Answer { get; init; }
}

/// <summary>The agent of a call that waits.</summary>
/// <param name="Id">Of the agent.</param>
/// <param name="Name">Its name.</param>
public sealed record ApprovalAgentResource(long Id, string? Name);

/// <summary>The answer to a call that ran after it was approved.</summary>
/// <param name="Status">Of HTTP; a 4xx did nothing.</param>
/// <param name="Body">What it said; null when it said nothing.</param>
public sealed record ApprovalAnswerResource(int Status, JsonElement? Body);

/// <summary>Body of <c>POST /api/approvals/{id}/approve</c> and <c>/deny</c>.</summary>
/// <param name="Note">At most 2,000 characters, for the record and for the agent.</param>
public sealed record DecideApprovalRequest(string? Note = null);

/// <summary>The words of policies, calls and approvals.</summary>
public static class AgentWords
{
#pragma warning disable CS1591 // each constant is its own documentation
    public const string Allow = "allow";
    public const string Hold = "hold";
    public const string DryRun = "dry-run";
    public const string Refuse = "refuse";
    public const string Hour = "hour";
    public const string Day = "day";
    public const string PublicReply = "public-reply";
    public const string Allowed = "allowed";
    public const string Refused = "refused";
    public const string Held = "held";
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Failed = "failed";
    public const string Denied = "denied";
    public const string Expired = "expired";
#pragma warning restore CS1591

    /// <summary>What can be granted: the resources that leads work with.</summary>
    public static IReadOnlyList<string> Resources { get; } =
        ["account", "customers", "custom_fields", "events", "integrations", "jobs", "macros", "rules", "satisfaction_survey", "statistics", "tags", "tickets", "users"];

    /// <summary>What can be done with them, from the least to the most; none includes another.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["read", "write", "outward", "destructive"];

    /// <summary>What becomes of a granted call: it happens, waits for a person, or is only tried.</summary>
    public static IReadOnlyList<string> Modes { get; } = [Allow, Hold, DryRun];

    /// <summary>What becomes of a call that goes too far.</summary>
    public static IReadOnlyList<string> Thens { get; } = [Refuse, Hold];

    /// <summary>The periods of budgets.</summary>
    public static IReadOnlyList<string> Periods { get; } = [Hour, Day];

    /// <summary>What can be decided of a call.</summary>
    public static IReadOnlyList<string> Decisions { get; } = [Allowed, Refused, Held, DryRun];

    /// <summary>What becomes of a call that waits. <c>failed</c>: it was approved, and its answer was no success.</summary>
    public static IReadOnlyList<string> ApprovalStatuses { get; } = [Pending, Approved, Failed, Denied, Expired];
}

/// <summary>Source-generated metadata of agents.</summary>
[JsonSerializable(typeof(AgentResource))]
[JsonSerializable(typeof(NewAgentResource))]
[JsonSerializable(typeof(ListResource<AgentResource>))]
[JsonSerializable(typeof(AgentPolicyResource))]
[JsonSerializable(typeof(ListResource<AgentPolicyResource>))]
[JsonSerializable(typeof(AgentPolicyRequest))]
[JsonSerializable(typeof(CreateAgentRequest))]
[JsonSerializable(typeof(UpdateAgentRequest))]
[JsonSerializable(typeof(AgentSwitchResource))]
[JsonSerializable(typeof(ListResource<AgentCallResource>))]
[JsonSerializable(typeof(ApprovalResource))]
[JsonSerializable(typeof(ListResource<ApprovalResource>))]
[JsonSerializable(typeof(DecideApprovalRequest))]
public sealed partial class AgentsJson : JsonSerializerContext;
