using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Facts;
using Antiphon.Http;
using Antiphon.Language.Templates;
using Npgsql;

namespace Antiphon.Actions;

/// <summary>
/// Runs actions on a ticket, for macros and rules alike: texts are rendered over the ticket as it was before the first action, changes of the ticket come
/// first, then calls to others, then what is sent. Each action has a savepoint, so that one that fails undoes itself and no other. Joins the open transaction.
/// </summary>
internal sealed partial class RunActions(DeskDb db, TimeProvider clock, ActionDirectory directory, ReadTicketFacts readFacts, ILogger<RunActions> logger)
{
    /// <summary>The cause of what was not tried because a call to others failed before it.</summary>
    public const string EarlierFailed = "earlier-action-failed";

    /// <summary>404 without the ticket; whatever else goes wrong is told of the action.</summary>
    public async Task<Result<ActionReport>> RunAsync(long ticketId, IReadOnlyList<ActionCall> calls, ActionSetting setting, CancellationToken cancellationToken)
    {
        var wanted = calls.SelectMany(call => JsonTemplate.Parse(call.Arguments).Paths).ToList();
        if (await readFacts.RunAsync(ticketId, wanted, setting.MessageId, setting.Actor, cancellationToken) is not { } facts)
        {
            return Failure.NotFound();
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var run = new ActionRun(ticketId, setting, facts.Facts);
        var results = new ActionResult[calls.Count];
        var stopped = false;
        var inOrder = calls.Select((call, place) => (Call: call, Place: place, Action: directory.Find(call.Name))).OrderBy(step => step.Action?.Phase ?? ActionPhase.Ticket);
        foreach (var (call, place, action) in inOrder)
        {
            var arguments = new ActionArguments(call.Arguments, facts.Facts, facts.Language);
            var outcome = action switch
            {
                null => ActionOutcome.Failed("unknown-action", $"There is no action {call.Name}."),
                { Phase: ActionPhase.External } when !setting.CallsOthers => ActionOutcome.Skipped("with-message", "A macro of a message changes the ticket only."),
                { Phase: not ActionPhase.Ticket } when stopped => ActionOutcome.Skipped(EarlierFailed, "A call to others failed before it."),
                _ => await RunOneAsync(action, arguments, run, call.Name, cancellationToken),
            };
            stopped |= action is { Phase: ActionPhase.External } && outcome.Status is ActionStatus.Failed;
            results[place] = new ActionResult(call.Name, outcome, arguments.Missing);
        }

        await LogAsync(run, results, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ActionReport(results, run.Reply, run.Attachments);
    }

    private async Task<ActionOutcome> RunOneAsync(ITicketAction action, ActionArguments arguments, ActionRun run, string name, CancellationToken cancellationToken)
    {
        await using var savepoint = await db.BeginAsync(cancellationToken);
        try
        {
            var outcome = await action.RunAsync(arguments, run, cancellationToken);
            if (arguments.IsTooLong)
            {
                return ActionOutcome.Failed("too-long", "A text with its variables filled is longer than 1 MB.");
            }

            if (outcome.Status is ActionStatus.Done or ActionStatus.Queued)
            {
                await savepoint.CommitAsync(cancellationToken);
            }

            return outcome;
        }
        catch (PostgresException e) when (e.SqlState is not (PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.QueryCanceled))
        {
            // Somebody else was quicker; the savepoint takes back what the action had done.
            LogFailed(e, name, run.TicketId);
            return ActionOutcome.Failed("conflict", "Something else changed at the same time.");
        }
    }

    private async Task LogAsync(ActionRun run, ActionResult[] results, CancellationToken cancellationToken)
    {
        var events = results.Where(result => result.Outcome.Status is ActionStatus.Done)
            .Select(result => new NewEvent(EventType.ActionExecuted, EventObject.Ticket, run.TicketId, DataOf(result)))
            .ToList();
        if (events.Count > 0)
        {
            await db.ExecuteAsync(EventLog.Of(run.Actor, clock.Now(), events), cancellationToken);
        }
    }

    private static JsonObject DataOf(ActionResult result)
    {
        var data = new JsonObject { ["name"] = result.Name };
        foreach (var (member, value) in result.Outcome.Details ?? [])
        {
            data[member] = value?.DeepClone();
        }

        return data;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The action {Name} on ticket {TicketId} met a conflict")]
    private partial void LogFailed(Exception exception, string name, long ticketId);
}
