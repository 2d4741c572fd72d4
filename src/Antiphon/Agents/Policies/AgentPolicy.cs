using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Agents.Policies;

/// <summary>One version of what an agent may do. It knows no HTTP and no database: whatever agents come through asks the same one.</summary>
internal sealed class AgentPolicy
{
    private readonly IReadOnlyList<Grant> grants;

    private AgentPolicy(int version, AgentPolicyRequest written)
    {
        Version = version;
        grants = [.. (written.Grants ?? []).Select(Grant.Of)];
        Budgets = written.Budgets ?? [];
        QuietHours = QuietHours.Of(written.QuietHours);
        RefundCeiling = written.RefundCeiling;
        IsDryRun = written.DryRun is true;
        Limits = [.. grants.Select(grant => grant.Limits).OfType<TicketLimits>()];
    }

    public int Version { get; }

    public IReadOnlyList<AgentBudget> Budgets { get; }

    public QuietHours? QuietHours { get; }

    public AgentRefundCeiling? RefundCeiling { get; }

    /// <summary>Whether every call is only tried.</summary>
    public bool IsDryRun { get; }

    /// <summary>All limits of all grants.</summary>
    public IReadOnlyList<TicketLimits> Limits { get; }

    public static AgentPolicy Read(int version, string json) => new(version, JsonSerializer.Deserialize(json, (JsonTypeInfo<AgentPolicyRequest>)WireJson.Options.GetTypeInfo(typeof(AgentPolicyRequest)))!);

    /// <summary>The grants of one class of a resource, the most generous first.</summary>
    public IEnumerable<Grant> GrantsOf(string resource, CallClass one) => grants.Where(grant => grant.Resource == resource && grant.Classes.HasFlag(one)).OrderBy(grant => grant.Mode);

    /// <summary>Every <c>resource:class</c> that is granted, for an error that teaches.</summary>
    public IReadOnlyList<string> Granted() =>
        [.. grants.SelectMany(grant => grant.Classes.Words().Select(word => $"{grant.Resource}:{word}")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// What operations that look at scopes themselves may show: what is granted without limits. A feed or a search does not look at single tickets.
    /// </summary>
    public ScopeSet Scopes() => new(grants.Where(grant => grant.Limits is null).SelectMany(grant => new[]
    {
        grant.Classes.HasFlag(CallClass.Read) ? $"{grant.Resource}:read" : null,
        (grant.Classes & ~CallClass.Read) is not CallClass.Derived ? $"{grant.Resource}:write" : null,
    }).OfType<string>());
}
