using Antiphon.Actions;
using Antiphon.Actions.Calls;
using Antiphon.Contract;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Language.Rules;

namespace Antiphon.Rules.Running;

/// <summary>Takes an action of a rule with the verbs that macros use too.</summary>
internal sealed class RuleActionRunner(RunActions runActions)
{
    public async Task<RuleActionResource> RunAsync(RuleAction action, Rule rule, QueuedEvent queued, Actor actor, CancellationToken cancellationToken)
    {
        var arguments = action.ArgumentsAsJson();
        var setting = new ActionSetting(actor, "rule") { RuleId = rule.Id, MessageId = queued.MessageId };
        var report = await runActions.RunAsync(queued.SubjectId, [new ActionCall(action.Name, arguments)], setting, cancellationToken);
        var outcome = report.Failure is null ? report.Value.Actions[0].Outcome : ActionOutcome.Failed("not-found", "The ticket is not there any more.");
        return new(action.Name, CallSecrets.InArguments(action.Name, arguments), outcome.Word, outcome.Cause, outcome.Message, outcome.CallId);
    }
}
