using Antiphon.Accounts.WorkingHours;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;
using Antiphon.Language.Rules;
using Npgsql;

namespace Antiphon.Rules.Running;

/// <summary>
/// Runs the rules of one event, in their order, inside the open transaction: each sees what those before it did, and the trace of each is written with its
/// effects. Contract page: rules, "Execution".
/// </summary>
internal sealed partial class RuleEngine(DeskDb db, TimeProvider clock, ReadRuleFacts readFacts, RuleActionRunner runner, ILogger<RuleEngine> logger)
{
    /// <summary>Answers what became of each rule that the event starts, in order.</summary>
    /// <param name="queued">An event whose subject is a ticket.</param>
    /// <param name="rules">The rules to run, in their order; those that the event does not start are left out.</param>
    /// <param name="cancellationToken">Ends it; the caller's transaction is then undone.</param>
    public async Task<IReadOnlyList<FinishedRun>> RunAsync(QueuedEvent queued, IReadOnlyList<ActiveRule> rules, CancellationToken cancellationToken)
    {
        var started = rules.Where(rule => RuleTriggers.Pulled(rule.Rule.EventTypes, queued.Event.Type) is not null).ToList();
        // The lock keeps the ticket as the conditions read it until the actions are done.
        if (started.Count == 0 || await LockAsync(queued, cancellationToken) is not { } locked)
        {
            return [];
        }

        var actor = Actor.Rule(queued.AccountId, 0, queued.Event.Context) with { Chain = queued.Chain + 1, Origin = queued.Origin };
        var asked = AskedFacts.Of(started);
        if (await readFacts.RunAsync(queued, asked, actor, cancellationToken) is not { } read)
        {
            return [];
        }

        var facts = new LiveFacts(asked, read);
        var evaluator = new Evaluator(new EvaluationContext(clock.Now()) { BusinessHours = locked.Hours });
        var earlier = await FinishedRun.ListAsync(db, queued, cancellationToken);
        var finished = new List<FinishedRun>();
        foreach (var rule in started)
        {
            var trigger = RuleTriggers.Pulled(rule.Rule.EventTypes, queued.Event.Type)!;
            if (!IsCovered(rule, trigger, queued, earlier))
            {
                finished.Add(await RunOneAsync(rule, trigger, queued, facts, evaluator, actor with { CredentialId = rule.Id }, [.. earlier, .. finished], locked.Domain, cancellationToken));
            }
        }

        await FinishedRun.StoreAsync(db, queued, finished, clock.Now(), cancellationToken);
        return finished;
    }

    // One change writes several events that all count as "updated". The first of them stands for all, because all are done when the first is handled.
    private static bool IsCovered(ActiveRule rule, string trigger, QueuedEvent queued, List<FinishedRun> earlier) => earlier.Exists(run =>
        run.RuleId == rule.Id && (run.EventId == queued.Id || (trigger == RuleTrigger.TicketUpdated && run.Trace.Trigger == RuleTrigger.TicketUpdated && run.Chain == queued.Chain)));

    private async Task<FinishedRun> RunOneAsync(
        ActiveRule rule, string trigger, QueuedEvent queued, LiveFacts facts, Evaluator evaluator, Actor actor, IReadOnlyList<FinishedRun> earlier, string domain, CancellationToken cancellationToken)
    {
        var asked = new List<TracedComparison>();
        using var actions = RuleRun.Actions(rule.Code, UpdatedFacts.Of(trigger, facts), evaluator, asked).GetEnumerator();
        FinishedRun Finished(string outcome, string? reason = null, IReadOnlyList<RuleActionResource>? taken = null, IReadOnlyList<TicketChangeResource>? changes = null) =>
            new(
                rule.Id,
                rule.Rule.Name,
                queued.Id,
                queued.Chain,
                outcome,
                new(trigger, reason, RuleTracing.Conditions(rule.Code, asked), taken ?? [], changes ?? [], changes is null ? [] : LoopGuard.Undone(rule.Id, changes, earlier)));
        if (!actions.MoveNext())
        {
            return Finished(RuleOutcome.NotMatched);
        }

        if (LoopGuard.Objection(rule.Id, queued, earlier, domain) is { } objection)
        {
            return Finished(RuleOutcome.Skipped, objection);
        }

        var before = facts.Now;
        var taken = new List<RuleActionResource>();
        try
        {
            await using var savepoint = await db.BeginAsync(cancellationToken);
            do
            {
                taken.Add(await runner.RunAsync(actions.Current, rule.Rule, queued, actor, cancellationToken));
                facts.Now = await readFacts.RunAsync(queued, facts.Asked, actor, cancellationToken) ?? facts.Now;
            }
            while (actions.MoveNext());

            await db.ExecuteAsync(EventLog.Of(actor, clock.Now(), RuleEvents.Executed(rule.Rule, queued.SubjectId, queued.Event.Type, taken)), cancellationToken);
            await savepoint.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (IsTheRulesOwn(e))
        {
            LogBroke(e, rule.Id, queued.AccountId, queued.Id);
            facts.Now = before;
            return Finished(RuleOutcome.Failed, $"It broke at {taken.Count + 1}. action ({actions.Current.Name}); what it had done was undone.");
        }

        return Finished(RuleOutcome.Executed, null, taken, TicketState.Changes(before.Ticket, facts.Now.Ticket));
    }

    // A lost connection or a deadlock undoes the whole event, which then comes again; anything else must not hold up the other rules.
    private static bool IsTheRulesOwn(Exception exception) => exception switch
    {
        OperationCanceledException => false,
        PostgresException postgres => !postgres.IsTransient && postgres.SqlState is not (PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure),
        NpgsqlException or IOException or TimeoutException => false,
        _ => true,
    };

    private Task<Locked?> LockAsync(QueuedEvent queued, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<Locked?>(
        $"""
        select (select data from account_settings where account_id = {queued.AccountId} and type = 'business-hours'), {TicketCalendar.Of(queued.AccountId)},
          (select domain from accounts where account_id = {queued.AccountId})
        from tickets where account_id = {queued.AccountId} and id = {queued.SubjectId} for update
        """,
        row => new Locked(BusinessHours.Read(row.Json(0))?.Of(row.Long(1)), row.GetString(2)),
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rule {RuleId} of account {AccountId} broke at event {EventId}")]
    private partial void LogBroke(Exception exception, long ruleId, long accountId, long eventId);

    private sealed record Locked(WorkingCalendar? Hours, string Domain);

    /// <summary>Facts that are read again when something changed them.</summary>
    private sealed class LiveFacts(AskedFacts asked, RuleFacts facts) : IFacts
    {
        public AskedFacts Asked => asked;

        public RuleFacts Now { get; set; } = facts;

        public FactValue Read(FieldPath path) => Now.Read(path);
    }
}
