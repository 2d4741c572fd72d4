using Antiphon.Accounts.WorkingHours;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Language.Evaluation;
using Antiphon.Rules.Running;

namespace Antiphon.Rules.Simulation;

/// <summary>Finds the tickets that are worth a replay by reading alone, many in one round trip: most tickets are no match.</summary>
internal sealed class SiftTickets(DeskDb db, TimeProvider clock, ReadRuleFacts readFacts)
{
    /// <summary>Answers, for each ticket, whether the rule would act at one of its events as it stands, or one that runs before it would and may change that.</summary>
    /// <param name="tickets">The events of each.</param>
    /// <param name="rules">All rules that would run, in their order.</param>
    /// <param name="tried">The one in question, which is among them.</param>
    /// <param name="hours">When the account works.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<bool>> RunAsync(
        IReadOnlyList<IGrouping<long, QueuedEvent>> tickets, IReadOnlyList<ActiveRule> rules, ActiveRule tried, BusinessHours? hours, Actor actor, CancellationToken cancellationToken)
    {
        // What runs behind the rule cannot keep it from acting.
        List<ActiveRule> asking = [.. rules.TakeWhile(rule => rule.Id != tried.Id), tried];
        var facts = await readFacts.RunAsync([.. tickets.SelectMany(events => events)], AskedFacts.Of(asking), actor, cancellationToken);
        var calendars = hours is { HasOthers: true } ? await TicketCalendar.ListAsync(db, actor.AccountId, [.. tickets.Select(events => events.Key)], cancellationToken) : null;
        var now = clock.Now();
        return
        [
            .. tickets.Select(events =>
            {
                var evaluator = new Evaluator(new EvaluationContext(now) { BusinessHours = hours?.Of(calendars?.GetValueOrDefault(events.Key)) });
                return events.Any(queued => facts.TryGetValue(queued.Id, out var known)
                    && asking.Exists(rule => RuleTriggers.Pulled(rule.Rule.EventTypes, queued.Event.Type) is { } trigger && RuleRun.Actions(rule.Code, UpdatedFacts.Of(trigger, known), evaluator).Any()));
            }),
        ];
    }
}
