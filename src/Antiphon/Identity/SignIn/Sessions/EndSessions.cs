using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>Ends sessions for good, on every node. The row goes: what is over needs no list.</summary>
internal sealed class EndSessions(DeskDb db, TimeProvider clock, ApiKeys keys)
{
    /// <summary>Ends one session of a user; false when it is not there, or is somebody else's.</summary>
    public async Task<bool> OneAsync(long sessionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var ended = await db.ExecuteAsync($"delete from sessions where account_id = {actor.AccountId} and user_id = {actor.UserId} and id = {sessionId}", cancellationToken);
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
    public async Task AllAsync(long accountId, long userId, long? except, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync($"delete from sessions where account_id = {accountId} and user_id = {userId} and id is distinct from {except}", cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(accountId), cancellationToken);
    }
}
