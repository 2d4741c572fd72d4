using Antiphon.Contract;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;

namespace Antiphon.Rules.Running;

/// <summary>
/// Keeps rules from running in circles: on one ticket and for one cause a rule acts once, and behind ten rules in a row nothing acts any more (page rules,
/// "Execution"). Pure.
/// </summary>
internal static class LoopGuard
{
    public const int LongestChain = 10;

    /// <summary>Why the rule may not act now, as a sentence for people; null when it may.</summary>
    public static string? Objection(long ruleId, QueuedEvent queued, IReadOnlyList<FinishedRun> earlier, string domain)
    {
        if (OriginTrail.Has(queued.Origin, OriginTrail.Rule(domain, ruleId)))
        {
            return "A call of its own to another service led here.";
        }

        if (earlier.FirstOrDefault(run => run.RuleId == ruleId && run.Acted) is { } own)
        {
            var undoing = earlier.Where(run => run.Trace.Undoes.Any(undone => undone.Id == ruleId)).Select(run => $"\"{run.RuleName}\"").Distinct().ToList();
            return undoing.Count == 0
                ? "It has acted on this ticket for the same cause already."
                : $"It has acted on this ticket for the same cause already, and {string.Join(" and ", undoing)} took back what it did: the two undo each other.";
        }

        return queued.Chain >= LongestChain ? $"{LongestChain} rules in a row led here already." : null;
    }

    /// <summary>The rules whose changes, made for the same cause, these changes take back.</summary>
    public static List<RuleNameResource> Undone(long ruleId, IReadOnlyList<TicketChangeResource> changes, IReadOnlyList<FinishedRun> earlier) =>
    [
        .. earlier.Where(run => run.RuleId != ruleId && run.Trace.Changes.Any(before => changes.Any(change => TicketState.Undoes(change, before))))
            .Select(run => new RuleNameResource(run.RuleId, run.RuleName)).Distinct(),
    ];
}
