using Antiphon.Actions;
using Antiphon.Actions.Calls;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Messages.Acting;

/// <summary>
/// Lets a message that a macro sends wait for the calls of the same macro, as if it had brought them: when one fails, the customer does not read that it was
/// made. See the page "Macros", "How a macro is applied".
/// </summary>
internal sealed class AwaitCalls(DeskDb db, HoldMessage hold, ActionCallQueue queue)
{
    public async Task RunAsync(long messageId, IReadOnlyList<QueuedCall> calls, Actor actor, CancellationToken cancellationToken)
    {
        // What leaves in no way has nothing to wait for.
        if (calls.Count == 0 || !await hold.WaitAsync(messageId, actor, cancellationToken))
        {
            return;
        }

        await db.ExecuteAsync($"update messages set actions = {NotedActions.Waiting(calls)} where account_id = {actor.AccountId} and id = {messageId}", cancellationToken);
        await queue.HoldAsync(actor.AccountId, [.. calls.Select(call => call.Id)], messageId, cancellationToken);
    }
}
