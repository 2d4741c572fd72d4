using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Identity;

/// <summary>Ends an API key for good; the next call with it is refused, on every node.</summary>
internal sealed class RevokeApiKey(DeskDb db, TimeProvider clock, ApiKeys keys)
{
    public async Task<Result<Done>> RunAsync(long accountId, long id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await db.ExecuteAsync($"update api_keys set revoked_at = {clock.Now()} where account_id = {accountId} and id = {id} and revoked_at is null", cancellationToken) == 0)
        {
            return Failure.NotFound();
        }

        await db.ExecuteAsync(ApiKeys.Changed(accountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return default(Done);
    }
}
