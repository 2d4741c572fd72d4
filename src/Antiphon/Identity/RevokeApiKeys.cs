using Antiphon.Data;

namespace Antiphon.Identity;

/// <summary>Takes every API key from a user, inside the transaction that ends the user's access.</summary>
internal sealed class RevokeApiKeys(DeskDb db, TimeProvider clock)
{
    public async Task RunAsync(long userId, Actor actor, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            $"update api_keys set revoked_at = {clock.Now()} where account_id = {actor.AccountId} and user_id = {userId} and revoked_at is null",
            cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
    }
}
