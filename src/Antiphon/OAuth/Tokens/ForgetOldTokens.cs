using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Sandbox.Clock;
using Npgsql;

namespace Antiphon.OAuth.Tokens;

/// <summary>
/// Deletes tokens and codes that have expired, approvals of which nothing is left, and apps that registered themselves and were never approved. A used refresh
/// token stays until it would have expired: that is how its second use is noticed.
/// </summary>
internal sealed class ForgetOldTokens(NpgsqlDataSource source, TimeProvider clock) : IRetention
{
    private const int Step = 1000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan UnusedApp = TimeSpan.FromDays(30);

    public string What => "tokens, codes, approvals and unused apps";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        // Across accounts: age is the only condition, and the key of each row is named in full.
        return await AllAsync(
            Sql.Of($"delete from oauth_codes where (account_id, hash) in (select account_id, hash from oauth_codes where expires_at <= {now - Kept}{clock.AndOrdinary(Sql.Of($"account_id"))} limit {Step} for update skip locked)"), cancellationToken)
            + await AllAsync(
            Sql.Of($"delete from oauth_tokens where (account_id, hash) in (select account_id, hash from oauth_tokens where expires_at <= {now - Kept}{clock.AndOrdinary(Sql.Of($"account_id"))} limit {Step} for update skip locked)"), cancellationToken)
            + await AllAsync(
            Sql.Of(
                $"""
                delete from app_grants where (account_id, id) in (
                  select account_id, id from app_grants g where created_at <= {now - Kept}{clock.AndOrdinary(Sql.Of($"account_id"))}
                    and not exists (select from oauth_tokens t where t.account_id = g.account_id and t.grant_id = g.id)
                    and not exists (select from oauth_codes c where c.account_id = g.account_id and c.grant_id = g.id)
                  limit {Step} for update skip locked)
                """),
            cancellationToken)
            + await AllAsync(
            Sql.Of(
                $"""
                with gone as (
                  delete from apps where (account_id, id) in (
                    select account_id, id from apps a where is_self_registered and created_at <= {now - UnusedApp}{clock.AndOrdinary(Sql.Of($"account_id"))}
                      and not exists (select from app_grants g where g.account_id = a.account_id and g.app_id = a.id)
                    limit {Step} for update skip locked)
                  returning account_id, id)
                {AuditLog.OfSystem(AuditAction.AppForgotten, AuditObject.App, now, Sql.Of($"select account_id, id from gone"))}
                """),
            cancellationToken);
    }

    private Task<long> AllAsync(Sql statement, CancellationToken cancellationToken) =>
        Sweep.RunAsync(() => new DeskDb(source).ExecuteAsync(statement, cancellationToken), Step);
}
