using Antiphon.Actions;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Messages.Acting;

/// <summary>Runs the actions of a message that are open, and notes beside the message what became of each.</summary>
internal sealed class RunNoted(DeskDb db, RunActions runActions)
{
    /// <summary>The text of a message is its own; what the list says of texts and files has gone into it already.</summary>
    /// <param name="actor">Who lets them run.</param>
    /// <param name="via">Of the message.</param>
    /// <param name="messageId">The message, which waits for the calls of its list.</param>
    /// <param name="policy">What becomes of it when one fails.</param>
    public static ActionSetting Setting(Actor actor, string via, long messageId, string? policy) =>
        new(actor, via) { Replies = Replies.Ignored, MessageId = messageId, HeldMessageId = messageId, HeldPolicy = policy };

    public async Task OpenAsync(long ticketId, NotedActions noted, ActionSetting setting, CancellationToken cancellationToken)
    {
        var open = noted.Open;
        if (open.Count > 0 && (await runActions.RunAsync(ticketId, [.. open.Select(action => action.Call)], setting, cancellationToken)).Value is { } report)
        {
            foreach (var (action, result) in open.Zip(report.Actions))
            {
                action.Note(result.Outcome);
            }
        }
    }

    /// <summary>Passes over what failed. One that failed before may stand before another that fails: each in its turn.</summary>
    public async Task ForceAsync(long ticketId, NotedActions noted, ActionSetting setting, CancellationToken cancellationToken)
    {
        while (noted.HasFailed)
        {
            noted.PassOver();
            await OpenAsync(ticketId, noted, setting, cancellationToken);
        }
    }

    public Task<int> NoteAsync(long messageId, NotedActions noted, Actor actor, CancellationToken cancellationToken) =>
        db.ExecuteAsync($"update messages set actions = {noted.ToJson()} where account_id = {actor.AccountId} and id = {messageId}", cancellationToken);
}
