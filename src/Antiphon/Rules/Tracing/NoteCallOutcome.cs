using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Rules.Running;

namespace Antiphon.Rules.Tracing;

/// <summary>Writes into the trace of a rule what became of a call that stood there as queued.</summary>
internal sealed class NoteCallOutcome(DeskDb db)
{
    /// <param name="ruleId">The rule; null when it was none.</param>
    /// <param name="ticketId">The ticket on which it acted.</param>
    /// <param name="callId">The call.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="actor">Who acted, in the context of then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(long? ruleId, long ticketId, long callId, ActionOutcome outcome, Actor actor, CancellationToken cancellationToken)
    {
        if (ruleId is null)
        {
            return;
        }

        var runs = await db.ListAsync(
            $"""
            select id, trace from rule_runs
            where account_id = {actor.AccountId} and context = {actor.Context} and ticket_id = {ticketId} and rule_id = {ruleId} and outcome = {RuleOutcome.Executed} for update
            """,
            row => (Id: row.GetInt64(0), Trace: FinishedRun.ReadTrace(row, 1)),
            cancellationToken);
        // One that was made by a macro of the rule is told by the events of the ticket alone.
        foreach (var (id, trace) in runs.Where(run => run.Trace.Actions.Any(action => action.CallId == callId)))
        {
            var noted = trace with
            {
                Actions = [.. trace.Actions.Select(action => action.CallId == callId ? action with { Outcome = outcome.Word, Cause = outcome.Cause, Message = outcome.Message } : action)],
            };
            var json = new Jsonb(JsonSerializer.Serialize(noted, (JsonTypeInfo<RuleTraceResource>)WireJson.Options.GetTypeInfo(typeof(RuleTraceResource))));
            await db.ExecuteAsync($"update rule_runs set trace = {json} where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        }
    }
}
