namespace Antiphon.Contract;

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
