using Antiphon.Agents.Policies;
using Antiphon.Agents.Stopping;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Agents.Guarding;

/// <summary>An agent as it is at the moment of a call.</summary>
internal sealed record AgentState(bool IsStopped, AgentPolicy Policy, TimeZoneInfo Zone);

/// <summary>Reads it anew for every call: what an admin has changed counts at once, on every node, whoever has heard of it.</summary>
internal sealed class LoadAgentState(DeskDb db)
{
    public Task<AgentState> RunAsync(Actor agent, CancellationToken cancellationToken) => db.SingleAsync(
        $"""
        select a.stopped_at is not null or a.revoked_at is not null or s.stopped_at is not null or u.deleted_at is not null or not u.active, p.version, p.policy,
          (select data->>'timezone' from account_settings where account_id = {agent.AccountId} and type = 'business-hours')
        from agents a
        join agent_switches s on s.account_id = a.account_id
        join users u on u.account_id = a.account_id and u.id = a.user_id
        cross join lateral (
          select v.version, v.policy from agent_policies v where v.account_id = {agent.AccountId} and v.agent_id = a.id order by v.version desc limit 1) p
        where a.account_id = {agent.AccountId} and a.id = {agent.CredentialId}
        """,
        row => new AgentState(row.GetBoolean(0), AgentPolicy.Read(row.GetInt32(1), row.GetString(2)), ZoneOf(row.Text(3))),
        cancellationToken);

    /// <summary>
    /// Whether the agent is still not stopped, with a lock that a stop waits for. To be asked last, right before a commit: from then on the stop comes after it.
    /// The rows are locked as well, because a stricter transaction sees a stop only by running into it.
    /// </summary>
    public Task<bool> MayCommitAsync(Actor agent, CancellationToken cancellationToken) => db.BatchAsync(
        [
            StopLock.Share(agent.AccountId, agent.CredentialId),
            Sql.Of(
                $"""
                select true from agents a join agent_switches s on s.account_id = a.account_id
                where a.account_id = {agent.AccountId} and a.id = {agent.CredentialId} and a.stopped_at is null and a.revoked_at is null and s.stopped_at is null
                for share
                """),
        ],
        async (results, token) =>
        {
            _ = await results.FirstOrDefaultAsync(_ => true, token);
            return await results.FirstOrDefaultAsync(row => row.GetBoolean(0), token);
        },
        cancellationToken);

    private static TimeZoneInfo ZoneOf(string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
