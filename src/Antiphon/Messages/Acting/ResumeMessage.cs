using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Messages.Acting;

/// <summary>Goes on with a message when a call that it waits for is over: it leaves when that was the last one and none failed.</summary>
internal sealed class ResumeMessage(DeskDb db, RunNoted run, HoldMessage hold, ActionDirectory directory, DeleteMessage deleteMessage)
{
    /// <param name="ticketId">The ticket, which the caller has locked.</param>
    /// <param name="messageId">The message; one that is gone needs nothing.</param>
    /// <param name="policy">What a failure means: one of <see cref="MessageAction"/>, or null when a person decides.</param>
    /// <param name="ended">The calls, and how they ended.</param>
    /// <param name="actor">Who let them run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(long ticketId, long messageId, string? policy, IReadOnlyList<(long Id, ActionOutcome Outcome)> ended, Actor actor, CancellationToken cancellationToken)
    {
        var stored = await db.FirstOrDefaultAsync(
            $"select actions, via, delivery from messages where account_id = {actor.AccountId} and id = {messageId} for update",
            row => new Waiting(new Jsonb(row.Text(0)), row.GetString(1), row.Text(2) is "queued"),
            cancellationToken);
        var noted = NotedActions.Read(stored?.Actions ?? default, directory);
        if (stored is null || !noted.End(ended))
        {
            return;
        }

        var failed = ended.Any(one => one.Outcome.Status is ActionStatus.Failed);
        if (failed && policy is MessageAction.Force)
        {
            await run.ForceAsync(ticketId, noted, RunNoted.Setting(actor, stored.Via, messageId, policy), cancellationToken);
        }
        else if (failed && policy is MessageAction.Retry)
        {
            // Once: another failure is for people.
            noted.Reopen();
            await run.OpenAsync(ticketId, noted, RunNoted.Setting(actor, stored.Via, messageId, policy: null), cancellationToken);
        }

        await run.NoteAsync(messageId, noted, actor, cancellationToken);
        if (failed && noted.Holds && policy is MessageAction.Cancel)
        {
            await deleteMessage.RunAsync(ticketId, messageId, actor, cancellationToken);
        }
        else if (failed && noted.Holds && stored.IsQueued)
        {
            await hold.FailAsync(ticketId, messageId, noted.Reason, actor, cancellationToken);
        }
        else if (!noted.Holds && !noted.Waits)
        {
            await hold.ReleaseAsync(messageId, actor, cancellationToken);
        }
    }

    private sealed record Waiting(Jsonb Actions, string Via, bool IsQueued);
}
