using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.Users;

namespace Antiphon.Identity.SignIn.Reset;

/// <summary>
/// Someone with a link chooses a new password. The link works once; every session ends, and the second factor stays, so that who reads somebody's mail has
/// not yet come in.
/// </summary>
internal sealed class ResetPassword(DeskDb db, TimeProvider clock, EndSessions endSessions, ApiKeys keys, CallerAddress address)
{
    /// <summary>Whether a link would still work; asking does not use it up.</summary>
    public async Task<bool> WorksAsync(long accountId, string token, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync($"select user_id from password_resets where {Open(accountId, token)}", row => (long?)row.GetInt64(0), cancellationToken) is not null;

    public async Task<Result<Done>> RunAsync(long accountId, string token, string password, CancellationToken cancellationToken)
    {
        if (!await WorksAsync(accountId, token, cancellationToken))
        {
            return Failure.NotFound();
        }

        var errors = new FieldErrors();
        UserFields.CheckPassword(errors.RequiredText("password", password), "password", password);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var hash = Passwords.Hash(password);
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        // The row decides once more, so of two that race only one sets the password.
        var person = await db.FirstOrDefaultAsync(
            $"""
            with used as (delete from password_resets where {Open(accountId, token)} returning user_id)
            update users set password_hash = {hash}, updated_at = {now}
            where account_id = {accountId} and id = (select user_id from used) and active and deleted_at is null
            returning id, role
            """,
            row => ((long Id, string Role)?)(row.GetInt64(0), row.GetString(1)),
            cancellationToken);
        if (person is not { } found)
        {
            return Failure.NotFound();
        }

        var self = Actor.Person(accountId, found.Id, found.Role, address.Value);
        await endSessions.AllAsync(accountId, found.Id, except: null, EndSessions.NewPassword, cancellationToken);
        await db.ExecuteAsync(EventLog.Of(self, now, [new(EventType.UserPasswordReset, EventObject.User, found.Id)]), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return default(Done);
    }

    private Sql Open(long accountId, string token) => Sql.Of($"account_id = {accountId} and token_hash = {OpaqueToken.Hash(token)} and expires_at > {clock.Now()}");
}
