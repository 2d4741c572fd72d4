using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Rules;

/// <summary>Keeps the subscriptions of the rule engine in step with the active rules, in the transaction that changes them.</summary>
internal sealed class RuleSubscriptions(DeskDb db, EventSubscriptions subscriptions)
{
    public const string Consumer = "rules";

    /// <summary>Lets one change of an account's rules follow another: what is subscribed is computed from all of them.</summary>
    public Task LockAsync(long accountId, CancellationToken cancellationToken) => db.ExecuteAsync(AccountLock.Take(accountId), cancellationToken);

    /// <summary>How many rules may be switched on, when as many are; to be asked under the lock.</summary>
    public Task<long?> IsFullAsync(long accountId, CancellationToken cancellationToken) => db.FirstOrDefaultAsync<long?>(
        $"""
        select most from (select (data ->> 'max_active_rules')::bigint most from account_settings where account_id = {accountId} and type = 'limits') limits
        where most <= (select count(*) from rules where account_id = {accountId} and deactivated_at is null)
        """,
        row => row.GetInt64(0),
        cancellationToken);

    public async Task FollowAsync(long accountId, CancellationToken cancellationToken)
    {
        var triggers = await db.ListAsync(
            $"select distinct unnest(event_types) from rules where account_id = {accountId} and deactivated_at is null", row => row.GetString(0), cancellationToken);
        await subscriptions.SetAsync(accountId, Consumer, RuleTriggers.EventsOf(triggers), cancellationToken);
    }

    internal static NpgsqlParameter Column(string[]? eventTypes) => new() { Value = (object?)eventTypes ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
