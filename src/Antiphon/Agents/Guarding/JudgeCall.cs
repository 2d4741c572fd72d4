using System.Text.Json.Nodes;
using Antiphon.Actions;
using Antiphon.Agents.Policies;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Agents.Guarding;

/// <summary>Asks an agent's policy about a call: everything but the budgets, which are counted where they are spent.</summary>
internal sealed class JudgeCall(DeskDb db, TimeProvider clock, TicketsWithin within)
{
    /// <param name="call">What is asked.</param>
    /// <param name="state">The agent.</param>
    /// <param name="isApproved">Whether a person has said yes: then hours, ceilings and waiting are decided, and what no grant names is still refused.</param>
    /// <param name="agent">Who asks.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Verdict> RunAsync(AskedCall call, AgentState state, bool isApproved, Actor agent, CancellationToken cancellationToken)
    {
        var policy = state.Policy;
        if (state.IsStopped)
        {
            return Verdict.WhenStopped();
        }

        if (call.Demand is not { } demand)
        {
            return call.Route is null ? Verdict.Refused(Verdict.NoSuchRoute, ApiError.NotFound) : Unclassed();
        }

        if (demand.Classes.HasFlag(CallClass.Never))
        {
            return ForPeople();
        }

        if (demand.Classes is CallClass.Own)
        {
            return new(call.AsksDryRun ? AgentWords.DryRun : AgentWords.Allowed, "own");
        }

        var granted = await GrantAsync(demand, policy, agent, cancellationToken);
        if (granted.IsRefused || isApproved)
        {
            return granted;
        }

        var (hours, money) = (QuietHours(demand, state), await RefundAsync(demand, policy, agent, cancellationToken));
        var beyond = money is { IsRefused: true } ? money : hours ?? money;
        return beyond is { IsRefused: true } ? beyond
            : policy.IsDryRun ? granted with { Decision = AgentWords.DryRun, Reason = "dry-run-by-policy" }
            : call.AsksDryRun ? granted with { Decision = AgentWords.DryRun, Reason = "dry-run-asked" }
            : beyond is null || granted.Decision is AgentWords.DryRun ? granted
            : beyond with { Within = granted.Within };
    }

    /// <summary>A call that goes too far: refused, or left to a person.</summary>
    public static Verdict Beyond(string? then, string reason, string message, DateTimeOffset? freesAt) => then is AgentWords.Hold
        ? new(AgentWords.Held, reason) { Message = message }
        : Verdict.Refused(reason, message, freesAt is { } at ? new JsonObject { ["frees_at"] = WireDate.Format(at) } : null) with { FreesAt = freesAt };

    private Verdict? QuietHours(CallDemand demand, AgentState state) =>
        state.Policy.QuietHours is { } quiet && (demand.Classes & quiet.Classes) is not CallClass.Derived && quiet.EndsAt(clock.Now(), state.Zone) is { } end
            ? Beyond(quiet.Then, "quiet-hours", $"These are this agent's quiet hours for {string.Join(" and ", quiet.Classes.Words())}: they end at {WireDate.Format(end)}.", end)
            : null;

    private static Verdict ForPeople() => Verdict.Refused("not-for-agents", "This call is for people: agents make no users, keys, grants or decisions about other agents.");

    private static Verdict Unclassed() => Verdict.Refused("no-class", "This route says nothing of what it does, so no grant reaches it.");

    /// <summary>For each class the most generous grant that fits; of these the strictest decides.</summary>
    private async Task<Verdict> GrantAsync(CallDemand demand, AgentPolicy policy, Actor agent, CancellationToken cancellationToken)
    {
        if (ChangesLimits(demand, policy))
        {
            return Verdict.Refused("own-limits", "This call would change what this agent's own limits are made of.");
        }

        var (mode, admittedBy) = (GrantMode.Allow, new List<TicketLimits>());
        foreach (var one in CallClasses.Grantable.Where(one => demand.Classes.HasFlag(one)))
        {
            var (grant, isOutside) = await FirstAsync(demand, policy.GrantsOf(demand.Resource, one), agent, cancellationToken);
            if (grant is null)
            {
                return NotGranted(demand, one, isOutside, policy);
            }

            mode = grant.Mode > mode ? grant.Mode : mode;
            if (grant.Limits is { } limits)
            {
                admittedBy.Add(limits);
            }
        }

        return (mode switch
        {
            GrantMode.Hold => new Verdict(AgentWords.Held, "needs-approval"),
            GrantMode.DryRun => new(AgentWords.DryRun, "dry-run-by-grant"),
            _ => new(AgentWords.Allowed, "granted"),
        }) with
        { Within = admittedBy };
    }

    private async Task<(Grant? Grant, bool IsOutside)> FirstAsync(CallDemand demand, IEnumerable<Grant> grants, Actor agent, CancellationToken cancellationToken)
    {
        var isOutside = false;
        foreach (var grant in grants)
        {
            if (grant.Limits is null || await within.KeepsToAsync(grant.Limits, demand, agent, cancellationToken))
            {
                return (grant, false);
            }

            isOutside = true;
        }

        return (null, isOutside);
    }

    private static Verdict NotGranted(CallDemand demand, CallClass one, bool isOutside, AgentPolicy policy)
    {
        var data = new JsonObject
        {
            ["required_grant"] = new JsonObject { ["resource"] = demand.Resource, ["class"] = CallClasses.Word(one) },
            ["granted"] = new JsonArray([.. policy.Granted().Select(grant => (JsonNode)grant)]),
        };
        return isOutside
            ? Verdict.Refused(
                "outside-limits",
                $"This agent may {demand.Resource}:{CallClasses.Word(one)} only inside the limits of its grants: name tickets, tags, teams and views that lie inside, one by one.",
                data)
            : Verdict.Refused("no-grant", $"This agent has no grant for {demand.Resource}:{CallClasses.Word(one)}.", data);
    }

    // A view that limits is what its filter says, and a tag that swallows another is on more tickets: with a wider grant beside, an agent could help itself.
    private static bool ChangesLimits(CallDemand demand, AgentPolicy policy) => !demand.IsRead && policy.Limits.Any(limits =>
        (demand.View is { } view && limits.Views.Contains(view)) || (demand is { Resource: "tags", Classes: CallClass.Destructive } && demand.Tags.Any(limits.Tags.Contains)));

    private async Task<Verdict?> RefundAsync(CallDemand demand, AgentPolicy policy, Actor agent, CancellationToken cancellationToken)
    {
        var refunds = demand.Refunds.ToList();
        if (demand.Macros.Count > 0)
        {
            var actions = await db.ListAsync(
                $"select actions from macros where account_id = {agent.AccountId} and id = any({demand.Macros.ToArray()})", row => row.Json(0), cancellationToken);
            refunds.AddRange(actions.OfType<System.Text.Json.JsonElement>().SelectMany(list => Refunds.Of(ActionCall.Read(list))));
        }

        if (refunds.Count == 0)
        {
            return null;
        }

        if (policy.RefundCeiling is not { Amount: { } most } ceiling)
        {
            return Beyond(null, "refund-ceiling", "This agent's policy has no refund ceiling, so it makes no refunds.", null);
        }

        return refunds.TrueForAll(amount => amount <= most) ? null
            : Beyond(ceiling.Then, "refund-ceiling", $"One refund of this agent may be {most} at most, and names its amount.", null);
    }
}
