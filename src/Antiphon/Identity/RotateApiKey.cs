using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Secrets;

namespace Antiphon.Identity;

/// <summary>Puts a new key in the place of one, which is accepted for a while longer so that programs can change over (row A06).</summary>
internal sealed class RotateApiKey(DeskDb db, TimeProvider clock, CreateApiKey createApiKey, ApiKeys keys)
{
    public const long DefaultHours = 24;

    private const long MostHours = 168;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/keys/{id:long}/rotate", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).HoldsSecrets().Produces<NewApiKeyResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(
        long id, Input<RotateApiKeyRequest> input, Actor actor, RotateApiKey rotateApiKey, SecretKeys secrets, HttpContext http, CancellationToken cancellationToken)
    {
        CreateApiKey.CheckStore(http, secrets, input.Errors);
        var rotated = await rotateApiKey.RunAsync(id, input, actor, cancellationToken);
        http.Response.Headers.CacheControl = "no-store";
        return rotated.ToCreated("Failed to rotate key", made => made.Line.WithKey(made.Key));
    }

    public async Task<Result<NewApiKey>> RunAsync(long id, Input<RotateApiKeyRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var hours = input.Value.OverlapHours ?? DefaultHours;
        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        var old = await db.FirstOrDefaultAsync(
            $"select user_id, name, revoked_at is not null or expires_at is not null from api_keys where account_id = {actor.AccountId} and id = {id} for update",
            row => new { UserId = row.GetInt64(0), Name = row.GetString(1), IsEnding = row.GetBoolean(2) },
            cancellationToken);
        if (old is null)
        {
            return Failure.NotFound();
        }

        input.Errors.AddIf(hours is < 0 or > MostHours, "overlap_hours", $"Must be between 0 and {MostHours}.");
        if (input.Errors.Any || !actor.IsPerson)
        {
            return input.Errors.Any ? Failure.Invalid(input.Errors) : Failure.Forbidden();
        }

        if (old.IsEnding)
        {
            return Failure.Conflict("The key is revoked, or another one has taken its place.");
        }

        var made = await createApiKey.StoreAsync(old.UserId, old.Name, actor, cancellationToken);
        await db.ExecuteAsync(
            $"update api_keys set expires_at = {now.AddHours(hours)}, replaced_by = {made.Value.Id} where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        await db.ExecuteAsync(ApiKeyEvents.Of(actor, "api-key-rotated", id, old.Name, now), cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return made;
    }
}
