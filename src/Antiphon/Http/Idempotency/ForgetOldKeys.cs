using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Sandbox.Clock;
using Npgsql;

namespace Antiphon.Http.Idempotency;

/// <summary>Deletes idempotency keys past their 24 hours.</summary>
internal sealed class ForgetOldKeys(NpgsqlDataSource source, TimeProvider clock) : IRetention
{
    public string What => "idempotency keys";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var db = new DeskDb(source);
        // Across accounts: age is the only condition, and the key of each row is named in full.
        return await Sweep.RunAsync(() => db.ExecuteAsync(
            $"""
            delete from idempotency_keys where (account_id, user_id, key) in (
              select account_id, user_id, key from idempotency_keys where created_at <= {clock.Now() - IdempotencyMiddleware.Lifetime}{clock.AndOrdinary(Sql.Of($"account_id"))} limit {Sweep.Step} for update skip locked)
            """,
            cancellationToken));
    }
}
