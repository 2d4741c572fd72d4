using Antiphon.Agents.Policies;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Views;
using Antiphon.Views.Items;

namespace Antiphon.Agents.Guarding;

/// <summary>Which tickets lie inside of limits. What a limit names and is gone limits to nothing.</summary>
internal sealed class TicketsWithin(DeskDb db, ViewCondition viewCondition)
{
    /// <summary>Those of the tickets that lie inside; a ticket that does not exist lies outside.</summary>
    public async Task<HashSet<long>> RunAsync(TicketLimits limits, IReadOnlyList<long> tickets, Actor agent, CancellationToken cancellationToken)
    {
        if (tickets.Count == 0)
        {
            return [];
        }

        var condition = Sql.Empty;
        if (limits.Tags.Length > 0)
        {
            condition += Sql.Of($" and tickets.tag_ids && {limits.Tags}");
        }

        if (limits.Teams.Length > 0)
        {
            condition += Sql.Of($" and tickets.assignee_team_id = any({limits.Teams})");
        }

        if (limits.Views.Length > 0)
        {
            condition += Sql.Of($" and ({await ViewsAsync(limits.Views, agent, cancellationToken)})");
        }

        var inside = await db.ListAsync(
            $"select tickets.id from tickets where tickets.account_id = {agent.AccountId} and tickets.id = any({tickets.ToArray()}){condition}", row => row.GetInt64(0), cancellationToken);
        return [.. inside];
    }

    /// <summary>Whether a call that is limited keeps to its limits: every ticket that it names lies inside, and it names at least one, or a view that does.</summary>
    public async Task<bool> KeepsToAsync(TicketLimits limits, CallDemand demand, Actor agent, CancellationToken cancellationToken)
    {
        if (limits.Tags.Length > 0 && !await OnlyTagsAsync(limits.Tags, demand, agent, cancellationToken))
        {
            return false;
        }

        if (limits.Teams.Length > 0 && demand.Team is { } team && !limits.Teams.Contains(team))
        {
            return false;
        }

        // What a new ticket is will be seen when it is there.
        return demand.Tickets.Count > 0
            ? (await RunAsync(limits, demand.Tickets, agent, cancellationToken)).IsSupersetOf(demand.Tickets)
            : demand.CreatesTicket || (demand.View is { } view && demand.IsRead && limits.HoldsItemsOf(view));
    }

    private async Task<bool> OnlyTagsAsync(long[] allowed, CallDemand demand, Actor agent, CancellationToken cancellationToken)
    {
        if (demand.Tags.Any(tag => !allowed.Contains(tag)))
        {
            return false;
        }

        var names = demand.TagNames.Distinct(StringComparer.Ordinal).ToArray();
        return names.Length == 0 || await db.SingleAsync(
            $"select count(*)::int from tags where account_id = {agent.AccountId} and name = any({names}) and id = any({allowed})", row => row.GetInt32(0), cancellationToken) == names.Length;
    }

    private async Task<Sql> ViewsAsync(long[] ids, Actor agent, CancellationToken cancellationToken)
    {
        var views = await db.ListAsync(View.Select(agent) + Sql.Of($" and v.id = any({ids}) and v.type = {View.Tickets}"), View.Read, cancellationToken);
        var any = Sql.Of($"false");
        foreach (var condition in await viewCondition.RunAsync(views, agent, cancellationToken))
        {
            any += condition.Failure is null ? Sql.Of($" or ({condition.Value})") : Sql.Empty;
        }

        return any;
    }
}
