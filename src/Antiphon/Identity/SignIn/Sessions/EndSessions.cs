using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>Ends sessions for good, on every node. The row goes; what stays for a while is by which cookie one would come back.</summary>
internal sealed class EndSessions(DeskDb db, TimeProvider clock, ApiKeys keys)
{
    public const string NewPassword = "password-changed";

    private const string SignedOut = "signed-out";

    /// <summary>Ends one session of a user; false when it is not there, or is somebody else's.</summary>
    public async Task<bool> OneAsync(long sessionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var ended = await EndAsync(actor.AccountId, Sql.Of($"user_id = {actor.UserId} and id = {sessionId}"), SignedOut, cancellationToken);
        if (ended == 0)
        {
            return false;
        }

        await db.ExecuteAsync(EventLog.Of(actor, clock.Now(), [new(EventType.UserLoggedOut, EventObject.User, actor.UserId!.Value)]), cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return true;
    }

    /// <summary>
    /// Ends all sessions of a user, or all but one, inside the transaction of what made that necessary. Whoever commits calls <see cref="ApiKeys.Forget"/>.
    /// </summary>
    public async Task AllAsync(long accountId, long userId, long? except, string reason, CancellationToken cancellationToken)
    {
        await EndAsync(accountId, Sql.Of($"user_id = {userId} and id is distinct from {except}"), reason, cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(accountId), cancellationToken);
    }

    private Task<int> EndAsync(long accountId, Sql which, string reason, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"""
        with ended as (delete from sessions where account_id = {accountId} and {which} returning token_hash, user_id)
        insert into ended_sessions (account_id, token_hash, user_id, reason, ended_at) select {accountId}, token_hash, user_id, {reason}, {clock.Now()} from ended on conflict do nothing
        """,
        cancellationToken);
}
