using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;

namespace Antiphon.Rules.Running;

/// <summary>The consumer of events that is the rules of an account.</summary>
internal sealed class RunRules(DeskDb db, RuleEngine engine)
{
    public static EventConsumer Consumer { get; } = new(
        RuleSubscriptions.Consumer, (services, queued, cancellationToken) => services.GetRequiredService<RunRules>().RunAsync(queued, cancellationToken));

    public async Task RunAsync(QueuedEvent queued, CancellationToken cancellationToken)
    {
        if (queued.SubjectType == EventObject.Ticket)
        {
            await engine.RunAsync(queued, await ActiveRule.ListAsync(db, queued.AccountId, cancellationToken), cancellationToken);
        }
    }
}
