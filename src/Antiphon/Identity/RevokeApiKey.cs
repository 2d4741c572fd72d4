using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Identity;

/// <summary>Ends an API key for good; the next call with it is refused, on every node.</summary>
internal sealed class RevokeApiKey(DeskDb db, TimeProvider clock, ApiKeys keys)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/keys/{id:long}", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, RevokeApiKey revokeApiKey, CancellationToken cancellationToken) =>
        (await revokeApiKey.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to revoke key");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        var name = await db.FirstOrDefaultAsync(
            $"update api_keys set revoked_at = {now} where account_id = {actor.AccountId} and id = {id} and revoked_at is null returning name", row => row.GetString(0), cancellationToken);
        if (name is null)
        {
            return Failure.NotFound();
        }

        await db.ExecuteAsync(ApiKeyEvents.Of(actor, "api-key-revoked", id, name, now), cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return default(Done);
    }
}
