using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Messages.Acting;

/// <summary>How it stands with the actions of a message that a person takes up again.</summary>
internal enum ResumedActions
{
    /// <summary>None had failed.</summary>
    NoneFailed,

    /// <summary>A call to others failed again: the message stays here.</summary>
    Held,

    /// <summary>Calls are made of which nobody knows yet how they end.</summary>
    Waiting,

    /// <summary>Nothing holds the message any more.</summary>
    Free,
}

/// <summary>
/// The actions that come with a message. They run in the transaction that stores it, before it can leave; what became of each is noted beside it. A call to
/// others is made behind that transaction, and the message waits for it; when one fails, it stays here until somebody says <c>retry</c>, <c>force</c> or
/// <c>cancel</c>. See the pages "Ticket messages" and "Macros".
/// </summary>
internal sealed class MessageActions(DeskDb db, RunNoted run, HoldMessage hold, ActionDirectory directory)
{
    /// <summary>Runs what the message brought. Answers whether nothing of it has failed that keeps the message here.</summary>
    public async Task<bool> RunAsync(long ticketId, long messageId, PreparedMessage message, Actor actor, CancellationToken cancellationToken)
    {
        var noted = NotedActions.Read(message.Actions, directory);
        if (noted.IsEmpty || message.Imported)
        {
            return true;
        }

        var setting = RunNoted.Setting(actor, message.Via, messageId, message.ActionPolicy);
        await run.OpenAsync(ticketId, noted, setting, cancellationToken);
        if (noted.Holds && message.ActionPolicy is MessageAction.Retry)
        {
            noted.Reopen();
            await run.OpenAsync(ticketId, noted, setting, cancellationToken);
        }

        if (noted.Holds && message.ActionPolicy is MessageAction.Force)
        {
            await run.ForceAsync(ticketId, noted, setting, cancellationToken);
        }

        await run.NoteAsync(messageId, noted, actor, cancellationToken);
        if (noted.Holds && message.IsQueued)
        {
            await hold.FailAsync(ticketId, messageId, noted.Reason, actor, cancellationToken);
        }
        else if (noted.Waits)
        {
            await hold.WaitAsync(messageId, actor, cancellationToken);
        }

        return !noted.Holds;
    }

    /// <summary>Takes up the actions of a message that failed, as <paramref name="action"/> says.</summary>
    public async Task<ResumedActions> ResumeAsync(long ticketId, long messageId, string action, Actor actor, CancellationToken cancellationToken)
    {
        var stored = await db.SingleAsync(
            $"select actions, via from messages where account_id = {actor.AccountId} and id = {messageId}", row => (Actions: new Jsonb(row.Text(0)), Via: row.GetString(1)), cancellationToken);
        var noted = NotedActions.Read(stored.Actions, directory);
        if (!noted.HasFailed)
        {
            return ResumedActions.NoneFailed;
        }

        // Another failure of what is tried again is for people; what is forced is passed over, however late it fails.
        var setting = RunNoted.Setting(actor, stored.Via, messageId, action is MessageAction.Force ? action : null);
        if (action is MessageAction.Force)
        {
            await run.ForceAsync(ticketId, noted, setting, cancellationToken);
        }
        else
        {
            noted.Reopen();
            await run.OpenAsync(ticketId, noted, setting, cancellationToken);
        }

        await run.NoteAsync(messageId, noted, actor, cancellationToken);
        return noted.Holds ? ResumedActions.Held : noted.Waits ? ResumedActions.Waiting : ResumedActions.Free;
    }
}
