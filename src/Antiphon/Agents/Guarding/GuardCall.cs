using Antiphon.Agents.Approvals;
using Antiphon.Agents.Budgets;
using Antiphon.Agents.Calls;
using Antiphon.Agents.Policies;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Agents.Guarding;

/// <summary>What a guarded call came to.</summary>
/// <param name="Verdict">What was decided.</param>
/// <param name="PolicyVersion">By which version.</param>
/// <param name="Outcome">What the call was answered, if it ran.</param>
/// <param name="Approval">Where it waits, if it does.</param>
internal sealed record GuardedCall(Verdict Verdict, int PolicyVersion, CallOutcome? Outcome = null, Approval? Approval = null);

/// <summary>
/// Does one call of an agent, or does not, and logs which: the one place through which everything goes that agents do. A call that changes something runs in a
/// transaction that is committed only when its budget is spent, it kept to its limits, the agent is not stopped, and the row of the log is in it.
/// </summary>
internal sealed class GuardCall(DeskDb db, TimeProvider clock, LoadAgentState loadState, JudgeCall judgeCall, SpendBudget spendBudget, TicketsWithin within, HoldCall holdCall)
{
    /// <param name="call">What is asked.</param>
    /// <param name="agent">Who asks.</param>
    /// <param name="run">Does it, as the actor whom it is given; nothing of it may leave before this returns, unless it is a stream.</param>
    /// <param name="cancellationToken">Ends the call: the agent is stopped, or has gone.</param>
    public async Task<GuardedCall> RunAsync(AskedCall call, Actor agent, Func<Actor, Task<CallOutcome>> run, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var state = await loadState.RunAsync(agent, cancellationToken);
        var verdict = await judgeCall.RunAsync(call, state, isApproved: false, agent, cancellationToken);
        var acting = agent with { Scopes = state.Policy.Scopes() };
        var running = new Running(call, state.Policy, acting, run, started);
        return verdict switch
        {
            { Reason: Verdict.NoSuchRoute } => await LogAsync(running, verdict, await run(acting)),
            { IsRefused: true } => await LogAsync(running, verdict, null),
            _ when call.Demand!.IsRead => await ReadAsync(running, verdict, cancellationToken),
            _ => await WriteAsync(running, verdict, cancellationToken),
        };
    }

    /// <summary>Logs a call that came to nothing because something broke, or because the agent was stopped or went away while it ran.</summary>
    public async Task<GuardedCall> BreakAsync(AskedCall call, Actor agent, Verdict verdict, int status, TimeSpan took)
    {
        var state = await loadState.RunAsync(agent, CancellationToken.None);
        await db.ExecuteAsync(CallLog.Add(call, verdict, state.Policy.Version, status, null, agent, took, clock.Now()), CancellationToken.None);
        return new(verdict, state.Policy.Version);
    }

    /// <summary>A call that changes nothing is in no transaction: it may take its time, and holds no connection.</summary>
    private async Task<GuardedCall> ReadAsync(Running running, Verdict verdict, CancellationToken cancellationToken)
    {
        if (running.Policy.Budgets.Count > 0 && verdict.Decision is AgentWords.Allowed)
        {
            await using var transaction = await db.BeginAsync(cancellationToken);
            if (await spendBudget.RunAsync(running.Call.Demand!, running.Policy, isApproved: false, running.Agent, cancellationToken) is { } beyond)
            {
                verdict = Stricter(verdict, beyond);
            }
            else
            {
                await transaction.CommitAsync(cancellationToken);
            }
        }

        if (verdict.IsRefused)
        {
            return await LogAsync(running, verdict, null);
        }

        if (running.Call.IsStream)
        {
            // It may last for days, so what was decided is logged when it begins.
            var logged = await LogAsync(running, verdict, new CallOutcome(StatusCodes.Status200OK));
            return logged with { Outcome = await running.Run(running.Agent) };
        }

        var outcome = await running.Run(running.Agent);
        return verdict.Decision is AgentWords.Held && outcome.IsSuccess ? await HoldAsync(running, verdict, cancellationToken) : await LogAsync(running, RanAs(verdict), outcome);
    }

    private async Task<GuardedCall> WriteAsync(Running running, Verdict verdict, CancellationToken cancellationToken)
    {
        CallOutcome outcome;
        await using (var transaction = await db.BeginAsync(running.Call.Isolation, cancellationToken))
        {
            (outcome, var objection) = await TryAsync(running.Call.Demand!, running.Policy, verdict, running.Agent, running.Run, cancellationToken);
            verdict = objection ?? verdict;
            // Spent last, so that whoever waits for it waits for a commit. What waits for a person spends when that person has said yes, and a replay has spent before.
            if (outcome is { IsSuccess: true, IsReplay: false } && verdict.Decision is AgentWords.Allowed or AgentWords.DryRun
                && await spendBudget.RunAsync(running.Call.Demand!, running.Policy, isApproved: false, running.Agent, cancellationToken) is { } beyond)
            {
                verdict = Stricter(verdict, beyond);
            }

            if (verdict.Decision is AgentWords.Allowed && outcome.IsSuccess)
            {
                await db.ExecuteAsync(Row(running, verdict, outcome.Status, null), cancellationToken);
                if (await loadState.MayCommitAsync(running.Agent, cancellationToken))
                {
                    // A commit that is cancelled half-way may have happened or not, and nobody could say which.
                    await transaction.CommitAsync(CancellationToken.None);
                    return new(verdict, running.Policy.Version, outcome);
                }

                verdict = Verdict.WhenStopped();
            }
        }

        return verdict.IsRefused ? await LogAsync(running, verdict, null)
            : verdict.Decision is AgentWords.Held && outcome.IsSuccess ? await HoldAsync(running, verdict, cancellationToken)
            : await LogAsync(running, RanAs(verdict), outcome);
    }

    /// <summary>
    /// Runs a call in the open transaction and looks at what it did to the limits of the agent. A ticket that is made must lie inside those under which that was
    /// granted; and no ticket may come inside limits that say where the agent may do more.
    /// </summary>
    public async Task<(CallOutcome Outcome, Verdict? Objection)> TryAsync(
        CallDemand demand, AgentPolicy policy, Verdict verdict, Actor agent, Func<Actor, Task<CallOutcome>> run, CancellationToken cancellationToken)
    {
        var others = policy.Limits.Where(limits => !verdict.Within.Any(limits.IsSameAs)).ToList();
        var before = await InsideAsync(others, demand.Tickets, agent, cancellationToken);
        var outcome = await run(agent);
        if (!outcome.IsSuccess || policy.Limits.Count == 0)
        {
            return (outcome, null);
        }

        long[] tickets = [.. demand.Tickets, .. outcome.CreatedTicket is { } created ? [created] : Array.Empty<long>()];
        foreach (var limits in outcome.CreatedTicket is null ? [] : verdict.Within)
        {
            if ((await within.RunAsync(limits, tickets, agent, cancellationToken)).Count < tickets.Length)
            {
                return (outcome, Verdict.Refused("outside-limits", "This agent makes tickets only inside the limits of its grant: name a tag, a team or what else its limits ask for."));
            }
        }

        var after = await InsideAsync(others, tickets, agent, cancellationToken);
        return after.Zip(before).All(pair => pair.First.IsSubsetOf(pair.Second)) ? (outcome, null)
            : (outcome, Verdict.Refused("own-limits", "This call would bring a ticket inside limits in which this agent may do more: a person has to do that."));
    }

    // What is only tried waits for nobody.
    private static Verdict Stricter(Verdict verdict, Verdict beyond) => beyond.IsRefused || verdict.Decision is not AgentWords.DryRun ? beyond with { Within = verdict.Within } : verdict;

    // Whoever tries or waits is answered what is wrong with the call itself, as if it had been let through.
    private static Verdict RanAs(Verdict verdict) => verdict.Decision is AgentWords.Held ? new Verdict(AgentWords.Allowed, "granted") : verdict;

    private async Task<List<HashSet<long>>> InsideAsync(IReadOnlyList<TicketLimits> limits, IReadOnlyList<long> tickets, Actor agent, CancellationToken cancellationToken)
    {
        var inside = new List<HashSet<long>>();
        foreach (var one in limits)
        {
            inside.Add(await within.RunAsync(one, tickets, agent, cancellationToken));
        }

        return inside;
    }

    private async Task<GuardedCall> HoldAsync(Running running, Verdict verdict, CancellationToken cancellationToken)
    {
        if (await running.Call.StoreAsync(cancellationToken) is not { } request)
        {
            return await LogAsync(running, Verdict.Refused("too-large-to-hold", "A person has to approve this call, and it is too large to wait: 1 MB at most."), null);
        }

        await using (var transaction = await db.BeginAsync(cancellationToken))
        {
            if (await holdCall.RunAsync(request, running.Call.Demand!, verdict, running.Policy.Version, running.Agent, cancellationToken) is { } held)
            {
                await db.ExecuteAsync(Row(running, verdict, StatusCodes.Status202Accepted, held.Id), cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                return new(verdict, running.Policy.Version, null, held);
            }
        }

        return await LogAsync(running, Verdict.Refused("key-in-use", "This idempotency key was used for another call."), null);
    }

    // Not to be cancelled: a row that is there and one that is not would both be said of it.
    private async Task<GuardedCall> LogAsync(Running running, Verdict verdict, CallOutcome? outcome)
    {
        await db.ExecuteAsync(Row(running, verdict, outcome?.Status ?? StatusCodes.Status403Forbidden, null), CancellationToken.None);
        return new(verdict, running.Policy.Version, outcome);
    }

    private Sql Row(Running running, Verdict verdict, int status, long? approvalId) =>
        CallLog.Add(running.Call, verdict, running.Policy.Version, status, approvalId, running.Agent, clock.GetElapsedTime(running.Started), clock.Now());

    private sealed record Running(AskedCall Call, AgentPolicy Policy, Actor Agent, Func<Actor, Task<CallOutcome>> Run, long Started);
}
