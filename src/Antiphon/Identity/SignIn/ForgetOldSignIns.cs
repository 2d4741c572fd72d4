using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.Sandbox.Clock;
using Npgsql;

namespace Antiphon.Identity.SignIn;

/// <summary>Deletes sessions that are over, links that no longer work and attempts that no longer count.</summary>
internal sealed class ForgetOldSignIns(NpgsqlDataSource source, TimeProvider clock) : IRetention
{
    private const int Step = 1000;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(2);

    public string What => "sessions, links and attempts to sign in";

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        // Across accounts: age is the only condition, and the key of each row is named in full.
        return await AllAsync(
            Sql.Of($"delete from sessions where (account_id, id) in (select account_id, id from sessions where expires_at <= {now}{clock.AndOrdinary(Sql.Of($"account_id"))} limit {Step} for update skip locked)"), cancellationToken)
            + await AllAsync(
            Sql.Of(
                $"""
                delete from ended_sessions where (account_id, token_hash) in (
                  select account_id, token_hash from ended_sessions where ended_at <= {now - SessionLifetime.Longest}{clock.AndOrdinary(Sql.Of($"account_id"))} limit {Step} for update skip locked)
                """),
            cancellationToken)
            + await AllAsync(
            Sql.Of($"delete from password_resets where (account_id, user_id) in (select account_id, user_id from password_resets where expires_at <= {now}{clock.AndOrdinary(Sql.Of($"account_id"))} limit {Step} for update skip locked)"), cancellationToken)
            + await AllAsync(
            Sql.Of(
                $"""
                delete from sign_in_attempts where (account_id, kind, subject) in (
                  select account_id, kind, subject from sign_in_attempts where since <= {now - LongestWindow}{clock.AndOrdinary(Sql.Of($"account_id"))} limit {Step} for update skip locked)
                """),
            cancellationToken);
    }

    private Task<long> AllAsync(Sql statement, CancellationToken cancellationToken) =>
        Sweep.RunAsync(() => new DeskDb(source).ExecuteAsync(statement, cancellationToken), Step);
}
