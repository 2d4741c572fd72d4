using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Messages.Acting;
using Antiphon.Rules.Tracing;

namespace Antiphon.Actions.Calls;

/// <summary>Writes what became of a call: among the events of its ticket, in the trace of its rule, and with the message that waits for it.</summary>
internal sealed class EndActionCall(DeskDb db, TimeProvider clock, ActionCallQueue queue, ResumeMessage resumeMessage, NoteCallOutcome noteOutcome)
{
    private static readonly ActionOutcome NotTried = ActionOutcome.Skipped(RunActions.EarlierFailed, "A call to others failed before it.");

    public async Task RunAsync(ClaimedCall call, ActionOutcome outcome, CancellationToken cancellationToken)
    {
        var account = call.Actor.AccountId;
        await using var transaction = await db.BeginAsync(cancellationToken);
        // In the order of locks that everything else follows: the ticket comes first. A merge may have moved the message to another one.
        var ticketId = await db.SingleAsync(
            $"select coalesce((select ticket_id from messages where account_id = {account} and id = {call.MessageId}), {call.TicketId})", row => row.GetInt64(0), cancellationToken);
        var exists = await db.FirstOrDefaultAsync($"select true from tickets where account_id = {account} and id = {ticketId} for update", row => row.GetBoolean(0), cancellationToken);
        if (!await queue.RemoveAsync(call, cancellationToken))
        {
            return;
        }

        var ended = new List<(long Id, ActionOutcome Outcome)> { (call.Id, outcome) };
        if (outcome.Status is ActionStatus.Failed)
        {
            ended.AddRange((await queue.RemoveBehindAsync(call, cancellationToken)).Order().Select(id => (id, NotTried)));
        }

        if (exists)
        {
            await db.ExecuteAsync(
                EventLog.Of(call.Actor, clock.Now(), [.. ended.Select(one => new NewEvent(EventType.ActionExecuted, EventObject.Ticket, ticketId, Data(one.Id, one.Outcome)))]), cancellationToken);
        }

        foreach (var (id, what) in ended)
        {
            await noteOutcome.RunAsync(call.RuleId, call.TicketId, id, what, call.Actor, cancellationToken);
        }

        if (call.MessageId is { } messageId)
        {
            await resumeMessage.RunAsync(ticketId, messageId, call.Policy, ended, call.Actor, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static JsonObject Data(long id, ActionOutcome outcome)
    {
        var status = outcome.Status switch { ActionStatus.Done => "success", ActionStatus.Failed => "error", _ => "skipped" };
        var data = new JsonObject { ["name"] = HttpAction.Name, ["status"] = status, ["call_id"] = id };
        if (outcome.Cause is { } cause)
        {
            data["error"] = new JsonObject { ["cause"] = cause, ["msg"] = outcome.Message };
        }

        return data;
    }
}
