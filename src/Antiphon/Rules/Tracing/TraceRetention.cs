using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Rules.Tracing;

/// <summary>How long traces last: of rules that did something, and of those that did nothing.</summary>
internal sealed class TraceRetention(NpgsqlDataSource source, IOptions<RuleOptions> options, TimeProvider clock) : IRetention
{
    public string What => "traces of rules";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from accounts", row => row.GetInt64(0), cancellationToken))
        {
            count += await SweepAsync(db, accountId, Sql.Of($"outcome = 'not-matched'"), options.Value.QuietTraceDays, cancellationToken);
            count += await SweepAsync(db, accountId, Sql.Of($"outcome <> 'not-matched'"), options.Value.TraceDays, cancellationToken);
        }

        return count;
    }

    private async Task<long> SweepAsync(DeskDb db, long accountId, Sql which, int days, CancellationToken cancellationToken)
    {
        var oldest = clock.NowOf(accountId).AddDays(-days);
        return days == 0 ? 0 : await Sweep.RunAsync(() => db.ExecuteAsync(
            $"""
            delete from rule_runs where account_id = {accountId} and id = any(array(
              select id from rule_runs where account_id = {accountId} and created_at < {oldest} and {which}
              order by created_at limit {Sweep.Step} for update skip locked))
            """,
            cancellationToken));
    }
}
