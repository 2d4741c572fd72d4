using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Agents.Policies;

/// <summary>What becomes of a granted call. The order is the order of preference where several grants fit.</summary>
internal enum GrantMode
{
    Allow,
    DryRun,
    Hold,
}

/// <summary>A resource and what may be done with it.</summary>
internal sealed record Grant(string Resource, CallClass Classes, TicketLimits? Limits, GrantMode Mode)
{
    public static Grant Of(AgentGrant grant) => new(
        grant.Resource!,
        grant.Classes!.Aggregate(CallClass.Derived, (all, word) => all | CallClasses.Read(word)),
        TicketLimits.Of(grant.Limits),
        grant.Mode switch { AgentWords.Hold => GrantMode.Hold, AgentWords.DryRun => GrantMode.DryRun, _ => GrantMode.Allow });
}

/// <summary>Which tickets a grant is about: of each kind that is named, a ticket has one.</summary>
internal sealed record TicketLimits(long[] Tags, long[] Teams, long[] Views)
{
    /// <summary>Null for none.</summary>
    public static TicketLimits? Of(AgentLimits? limits)
    {
        var read = new TicketLimits(Sorted(limits?.Tags), Sorted(limits?.Teams), Sorted(limits?.Views));
        return read.Tags.Length + read.Teams.Length + read.Views.Length == 0 ? null : read;
    }

    public bool IsSameAs(TicketLimits? other) =>
        other is not null && Tags.AsSpan().SequenceEqual(other.Tags) && Teams.AsSpan().SequenceEqual(other.Teams) && Views.AsSpan().SequenceEqual(other.Views);

    /// <summary>Whether the items of a view lie inside, whatever else they are.</summary>
    public bool HoldsItemsOf(long view) => Tags.Length == 0 && Teams.Length == 0 && Views.Contains(view);

    private static long[] Sorted(IReadOnlyList<long>? ids) => [.. (ids ?? []).Distinct().Order()];
}
