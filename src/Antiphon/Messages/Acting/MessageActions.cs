using System.Text.Json.Nodes;
using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Messages.Acting;

/// <summary>
/// The actions that come with a message. They run in the transaction that stores it, before it can leave; what became of each is noted beside it. When a call
/// to others fails, the message stays here until somebody says <c>retry</c>, <c>force</c> or <c>cancel</c>. See the pages "Ticket messages" and "Macros".
/// </summary>
internal sealed class MessageActions(DeskDb db, TimeProvider clock, RunActions runActions, ActionDirectory directory)
{
    /// <summary>Runs what the message brought. Answers whether it may leave.</summary>
    public async Task<bool> RunAsync(long ticketId, long messageId, PreparedMessage message, Actor actor, CancellationToken cancellationToken)
    {
        var noted = NotedActions.Read(message.Actions, directory);
        if (noted.IsEmpty || message.Imported)
        {
            return true;
        }

        var setting = Setting(actor, message.Via, messageId);
        await RunOpenAsync(ticketId, noted, setting, cancellationToken);
        if (noted.Holds && message.ActionPolicy is MessageAction.Retry)
        {
            noted.Reopen();
            await RunOpenAsync(ticketId, noted, setting, cancellationToken);
        }

        if (noted.Holds && message.ActionPolicy is MessageAction.Force)
        {
            await ForceAsync(ticketId, noted, setting, cancellationToken);
        }

        await NoteAsync(messageId, noted, actor, cancellationToken);
        if (noted.Holds && message.IsQueued)
        {
            await HoldAsync(ticketId, messageId, noted.Reason, actor, cancellationToken);
        }

        return !noted.Holds;
    }

    /// <summary>
    /// Takes up the actions of a message that failed, as <paramref name="action"/> says. Null when none had failed; otherwise whether nothing holds the
    /// message any more.
    /// </summary>
    public async Task<bool?> ResumeAsync(long ticketId, long messageId, string action, Actor actor, CancellationToken cancellationToken)
    {
        var stored = await db.SingleAsync(
            $"select actions, via from messages where account_id = {actor.AccountId} and id = {messageId}", row => (Actions: new Jsonb(row.Text(0)), Via: row.GetString(1)), cancellationToken);
        var noted = NotedActions.Read(stored.Actions, directory);
        if (!noted.HasFailed)
        {
            return null;
        }

        var setting = Setting(actor, stored.Via, messageId);
        if (action is MessageAction.Force)
        {
            await ForceAsync(ticketId, noted, setting, cancellationToken);
        }
        else
        {
            noted.Reopen();
            await RunOpenAsync(ticketId, noted, setting, cancellationToken);
        }

        await NoteAsync(messageId, noted, actor, cancellationToken);
        return !noted.Holds;
    }

    // The text of a message is its own; what the list says of texts and files has gone into it already.
    private static ActionSetting Setting(Actor actor, string via, long messageId) => new(actor, via) { Replies = Replies.Ignored, MessageId = messageId };

    private async Task RunOpenAsync(long ticketId, NotedActions noted, ActionSetting setting, CancellationToken cancellationToken)
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

    // One that failed before may stand before another that fails: each is passed over in its turn.
    private async Task ForceAsync(long ticketId, NotedActions noted, ActionSetting setting, CancellationToken cancellationToken)
    {
        while (noted.HasFailed)
        {
            noted.PassOver();
            await RunOpenAsync(ticketId, noted, setting, cancellationToken);
        }
    }

    private Task<int> NoteAsync(long messageId, NotedActions noted, Actor actor, CancellationToken cancellationToken) =>
        db.ExecuteAsync($"update messages set actions = {noted.ToJson()} where account_id = {actor.AccountId} and id = {messageId}", cancellationToken);

    private async Task HoldAsync(long ticketId, long messageId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var error = new Jsonb(new JsonObject { ["error"] = reason }.ToJsonString());
        await db.ExecuteAsync(
            $"""
            update messages set delivery = 'failed', delivery_due_at = null, failed_at = {now}, last_sending_error = {error}
            where account_id = {actor.AccountId} and id = {messageId}
            """,
            cancellationToken);
        await db.ExecuteAsync($"update tickets set {TicketSummary.Delivery(actor.AccountId, ticketId)} where account_id = {actor.AccountId} and id = {ticketId}", cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, now, [MessageEvents.Of(EventType.TicketMessageFailed, ticketId, messageId)]), cancellationToken);
    }
}
