using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Npgsql;

namespace Antiphon.Rules.Running;

/// <summary>What became of one rule at one event.</summary>
internal sealed record FinishedRun(long RuleId, string RuleName, long EventId, int Chain, string Outcome, RuleTraceResource Trace)
{
    public bool Acted => Outcome is RuleOutcome.Executed;

    /// <summary>What ran already on this ticket for the same cause, in order.</summary>
    public static Task<List<FinishedRun>> ListAsync(DeskDb db, QueuedEvent queued, CancellationToken cancellationToken) => db.ListAsync(
        $"""
        select rule_id, rule_name, event_id, chain, outcome, trace from rule_runs
        where account_id = {queued.AccountId} and context = {queued.Event.Context} and ticket_id = {queued.SubjectId} order by id
        """,
        row => new FinishedRun(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.GetString(4), ReadTrace(row, 5)),
        cancellationToken);

    /// <summary>Writes the traces of an event's rules, in the transaction of their effects.</summary>
    public static Task StoreAsync(DeskDb db, QueuedEvent queued, IReadOnlyList<FinishedRun> runs, DateTimeOffset now, CancellationToken cancellationToken) => runs.Count == 0
        ? Task.CompletedTask
        : db.ExecuteAsync(
            $"""
            insert into rule_runs (account_id, event_id, event_type, rule_id, rule_name, ticket_id, context, chain, outcome, trace, created_at)
            select {queued.AccountId}, {queued.Id}, {queued.Event.Type}, run.rule_id, run.rule_name, {queued.SubjectId}, {queued.Event.Context}, {queued.Chain}, run.outcome, run.trace::jsonb, {now}
            from unnest({runs.Select(run => run.RuleId).ToArray()}, {runs.Select(run => run.RuleName).ToArray()}, {runs.Select(run => run.Outcome).ToArray()}, {runs.Select(run => JsonSerializer.Serialize(run.Trace, TraceType)).ToArray()})
              with ordinality run (rule_id, rule_name, outcome, trace, position)
            order by position
            """,
            cancellationToken);

    public static RuleTraceResource ReadTrace(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize(row.GetString(column), TraceType)!;

    private static JsonTypeInfo<RuleTraceResource> TraceType => (JsonTypeInfo<RuleTraceResource>)WireJson.Options.GetTypeInfo(typeof(RuleTraceResource));
}
