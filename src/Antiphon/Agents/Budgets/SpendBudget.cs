using Antiphon.Agents.Guarding;
using Antiphon.Agents.Policies;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Agents.Budgets;

/// <summary>
/// Spends of an agent's budgets, in the transaction of what is bought: if that is undone, so is the spending. One call of an agent counts after the other, on
/// however many nodes, because each holds the agent's meter until it has committed. Calls that spend nothing of any budget wait for nobody.
/// </summary>
internal sealed class SpendBudget(DeskDb db, TimeProvider clock)
{
    /// <param name="demand">What the call asks for.</param>
    /// <param name="policy">The budgets.</param>
    /// <param name="isApproved">Whether a person has said yes: then it counts and is not refused.</param>
    /// <param name="agent">Who spends.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when it is spent, else what becomes of the call.</returns>
    public async Task<Verdict?> RunAsync(CallDemand demand, AgentPolicy policy, bool isApproved, Actor agent, CancellationToken cancellationToken)
    {
        var spends = demand.Spends();
        var budgets = policy.Budgets.Where(budget => spends.ContainsKey(budget.Kind!)).ToList();
        if (budgets.Count == 0)
        {
            return null;
        }

        // Written and not only locked: a stricter transaction that has waited here would count what it saw before, and is repeated instead.
        await db.ExecuteAsync($"update agent_meters set spendings = spendings + 1 where account_id = {agent.AccountId} and agent_id = {agent.CredentialId}", cancellationToken);
        var now = clock.Now();
        Verdict? beyond = null;
        foreach (var budget in isApproved ? [] : budgets)
        {
            var over = await CheckAsync(budget, spends[budget.Kind!], now, agent, cancellationToken);
            // A budget that refuses says more than one that holds.
            beyond = over is not null && (beyond is null || over.IsRefused) ? over : beyond;
        }

        if (beyond is not null)
        {
            return beyond;
        }

        var kinds = budgets.Select(budget => budget.Kind!).Distinct(StringComparer.Ordinal).ToArray();
        await db.ExecuteAsync(
            $"""
            insert into agent_spendings (account_id, agent_id, kind, amount, spent_at)
            select {agent.AccountId}, {agent.CredentialId}, spent.kind, spent.amount, {now}
            from unnest({kinds}, {kinds.Select(kind => spends[kind]).ToArray()}) spent (kind, amount)
            """,
            cancellationToken);
        return null;
    }

    private async Task<Verdict?> CheckAsync(AgentBudget budget, int amount, DateTimeOffset now, Actor agent, CancellationToken cancellationToken)
    {
        var period = budget.Per is AgentWords.Day ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
        var used = await db.SingleAsync(
            $"""
            select coalesce(sum(amount), 0)::bigint from agent_spendings
            where account_id = {agent.AccountId} and agent_id = {agent.CredentialId} and kind = {budget.Kind} and spent_at > {now - period}
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (used + amount <= budget.Most!.Value)
        {
            return null;
        }

        var frees = await FreesAtAsync(budget, used + amount - budget.Most.Value, now - period, agent, cancellationToken) + period;
        var verdict = JudgeCall.Beyond(
            budget.Then,
            "budget-used-up",
            $"This agent's budget of {budget.Most} {budget.Kind} per {budget.Per} is used up: {used} were spent, {(frees is { } at ? $"and the next is free at {WireDate.Format(at)}" : "and the call asks for more than there ever is")}.",
            frees);
        if (verdict.IsRefused)
        {
            verdict.Data?.Add("budget", new System.Text.Json.Nodes.JsonObject { ["kind"] = budget.Kind, ["most"] = budget.Most, ["per"] = budget.Per, ["used"] = used });
        }

        return verdict;
    }

    /// <summary>The spending with whose end enough is free; null when there is never enough.</summary>
    private Task<DateTimeOffset?> FreesAtAsync(AgentBudget budget, long missing, DateTimeOffset since, Actor agent, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<DateTimeOffset?>(
        $"""
        select spent_at from (
          select spent_at, sum(amount) over (order by spent_at, id) so_far from agent_spendings
          where account_id = {agent.AccountId} and agent_id = {agent.CredentialId} and kind = {budget.Kind} and spent_at > {since}) spent
        where so_far >= {missing} order by spent_at limit 1
        """,
        row => row.Time(0),
        cancellationToken);
}
