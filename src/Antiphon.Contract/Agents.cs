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
