using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Rules.Running;

namespace Antiphon.Rules.Simulation;

/// <summary>
/// Tries a rule on the events of one ticket with the engine that runs rules in earnest, inside a transaction that is never committed: effects, chains and
/// guards are therefore those of reality.
/// </summary>
internal sealed class ReplayTicket(DeskDb db, ReadRuleFacts readFacts, RuleEngine engine)
{
    // More than the guard lets happen: a bound for the case that it fails.
    private const int MostCaused = 500;

    /// <summary>Replays the events of one ticket.</summary>
    /// <param name="events">In order.</param>
    /// <param name="rules">All rules that would run, the simulated one among them.</param>
    /// <param name="tried">The simulated one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ReplayedTicket> RunAsync(IReadOnlyList<QueuedEvent> events, IReadOnlyList<ActiveRule> rules, ActiveRule tried, CancellationToken cancellationToken)
    {
        var ticketId = events[0].SubjectId;
        var actor = Actor.System(events[0].AccountId);
        await using var never = await db.BeginAsync(cancellationToken);
        // As if nothing had run yet: what did run has left its effects, and its traces would hold the rule back.
        await db.ExecuteAsync($"delete from rule_runs where account_id = {actor.AccountId} and ticket_id = {ticketId}", cancellationToken);
        var (place, lastMessage) = await db.SingleAsync(
            $"""
            select (select coalesce(max(id), 0) from events where account_id = {actor.AccountId}),
                   (select coalesce(max(id), 0) from messages where account_id = {actor.AccountId} and ticket_id = {ticketId})
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken);
        var before = await readFacts.RunAsync(events[0], default, actor, cancellationToken);
        var runs = new List<(QueuedEvent Queued, FinishedRun Run)>();
        foreach (var queued in events)
        {
            await ReplayAsync(queued, rules, place, runs, cancellationToken);
        }

        var after = await readFacts.RunAsync(events[0], default, actor, cancellationToken);
        var messages = await db.ListAsync(
            $"select channel, public, source, subject, body_text from messages where account_id = {actor.AccountId} and ticket_id = {ticketId} and rule_id = {tried.Id} and id > {lastMessage} order by id",
            row => new SimulatedMessageResource(row.GetString(0), row.GetBoolean(1), row.Json(2), row.Text(3), row.Text(4)),
            cancellationToken);
        var own = runs.Where(entry => entry.Run.RuleId == tried.Id).ToList();
        var matched = own.Exists(entry => entry.Run.Acted);
        var told = !matched || before is null || after is null
            ? null
            : new SimulatedTicketResource(
                ticketId,
                before.Ticket.GetProperty("subject").GetString(),
                TicketState.Changes(before.Ticket, after.Ticket),
                [.. own.Where(entry => entry.Run.Outcome is not RuleOutcome.NotMatched).Select(entry => new SimulatedRunResource(entry.Queued.Id, entry.Queued.Event.Type, entry.Run.Outcome, entry.Run.Trace))],
                messages);
        return new ReplayedTicket(ticketId, events.Count, matched, told, ClashesOf(tried, [.. runs.Select(entry => entry.Run)]));
    }

    private async Task ReplayAsync(QueuedEvent first, IReadOnlyList<ActiveRule> rules, long place, List<(QueuedEvent Queued, FinishedRun Run)> runs, CancellationToken cancellationToken)
    {
        var last = Math.Max(place, await db.SingleAsync($"select coalesce(max(id), 0) from events where account_id = {first.AccountId} and id > {place}", row => row.GetInt64(0), cancellationToken));
        var waiting = new Queue<QueuedEvent>([first]);
        for (var handled = 0; handled < MostCaused && waiting.TryDequeue(out var queued); handled++)
        {
            var finished = await engine.RunAsync(queued, rules, cancellationToken);
            runs.AddRange(finished.Select(run => (queued, run)));
            if (!finished.Any(run => run.Acted))
            {
                continue;
            }

            foreach (var caused in await PastEvents.CausedAsync(db, first, last, cancellationToken))
            {
                last = caused.Id;
                waiting.Enqueue(caused);
            }
        }
    }

    private static List<Clash> ClashesOf(ActiveRule tried, IReadOnlyList<FinishedRun> runs)
    {
        var clashes = new List<Clash>();
        foreach (var run in runs)
        {
            foreach (var undone in run.Trace.Undoes.Where(undone => (run.RuleId == tried.Id) != (undone.Id == tried.Id)))
            {
                var fields = run.Trace.Changes.Where(change => runs.Any(earlier => earlier.RuleId == undone.Id && earlier.Trace.Changes.Any(before => TicketState.Undoes(change, before)))).Select(change => change.Field);
                var other = run.RuleId == tried.Id ? undone : new RuleNameResource(run.RuleId, run.RuleName);
                clashes.AddRange(fields.Select(field => new Clash(other.Id, other.Name, run.RuleId != tried.Id, field)));
            }
        }

        return clashes;
    }
}
