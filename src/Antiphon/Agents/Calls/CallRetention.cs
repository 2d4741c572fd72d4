using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Agents.Calls;

/// <summary>How long it is known what agents did and asked; what they spent counts for a day.</summary>
internal sealed class CallRetention(NpgsqlDataSource source, IOptions<AgentOptions> options, TimeProvider clock) : IRetention
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(2);

    public string What => "calls of agents";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from agent_switches", row => row.GetInt64(0), cancellationToken))
        {
            count += await Sweep.RunAsync(() => db.ExecuteAsync(
                $"""
                delete from agent_spendings where account_id = {accountId} and id = any(array(
                  select id from agent_spendings where account_id = {accountId} and spent_at < {clock.NowOf(accountId) - LongestPeriod} limit {Sweep.Step} for update skip locked))
                """,
                cancellationToken));
            count += options.Value.CallDays == 0 ? 0 : await SweepAsync(db, accountId, clock.NowOf(accountId).AddDays(-options.Value.CallDays), cancellationToken);
        }

        return count;
    }

    private static async Task<long> SweepAsync(DeskDb db, long accountId, DateTimeOffset oldest, CancellationToken cancellationToken) =>
        await Sweep.RunAsync(() => db.ExecuteAsync(
            $"""
            delete from agent_calls where account_id = {accountId} and id = any(array(
              select id from agent_calls where account_id = {accountId} and created_at < {oldest} order by created_at limit {Sweep.Step}))
            """,
            cancellationToken))
        + await Sweep.RunAsync(() => db.ExecuteAsync(
            $"""
            delete from agent_approvals where account_id = {accountId} and id = any(array(
              select id from agent_approvals where account_id = {accountId} and created_at < {oldest} order by created_at limit {Sweep.Step} for update skip locked))
            """,
            cancellationToken));
}
