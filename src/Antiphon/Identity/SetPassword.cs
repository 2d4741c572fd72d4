using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity;

/// <summary>Gives a user, found by e-mail, another password; sessions with the old one end.</summary>
internal sealed class SetPassword(DeskDb db, TimeProvider clock, EndSessions endSessions, ApiKeys keys)
{
    public async Task<Result<Done>> RunAsync(long accountId, string email, string password, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        var changed = await db.ListAsync(
            $"""
            with changed as (
              update users set password_hash = {Passwords.Hash(password)}, updated_at = {now}
              where account_id = {accountId} and lower(email) = lower({email}) and deleted_at is null
              returning id),
            logged as ({EventLog.Of(Actor.System(accountId), EventType.UserPasswordChanged, EventObject.User, now, Sql.Of($"select id, null::jsonb from changed"))})
            select id from changed
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (changed is not [var userId])
        {
            return Failure.Invalid("email", $"No user has the email {email}.");
        }

        await endSessions.AllAsync(accountId, userId, except: null, EndSessions.NewPassword, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return default(Done);
    }
}
