using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Idempotency;
using Antiphon.Secrets;

namespace Antiphon.Identity;

/// <summary>A key that was just made. <paramref name="Key"/> is nowhere else: it is shown once.</summary>
internal sealed record NewApiKey(ApiKeyLine Line, string Key)
{
    public long Id => Line.Id;
}

/// <summary>Makes an API key for a user of an account.</summary>
internal sealed class CreateApiKey(DeskDb db, TimeProvider clock, GetApiKey getApiKey)
{
    public const int MaxNameLength = 256;

    private const int ShownPrefix = 6;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/keys", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Extension().Writes(EventType.AccountUpdated).HoldsSecrets().Produces<NewApiKeyResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(
        Input<CreateApiKeyRequest> input, Actor actor, CreateApiKey createApiKey, SecretKeys secrets, HttpContext http, CancellationToken cancellationToken)
    {
        CheckStore(http, secrets, input.Errors);
        var created = await createApiKey.RunAsync(input, actor, cancellationToken);
        // The answer has a secret in it: no store between here and there may keep it.
        http.Response.Headers.CacheControl = "no-store";
        return created.ToCreated("Failed to create key", made => made.Line.WithKey(made.Key));
    }

    public async Task<Result<NewApiKey>> RunAsync(Input<CreateApiKeyRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        input.Errors.RequiredText("name", request.Name).MaxLength("name", request.Name, MaxNameLength);
        var user = request.User?.Id is { } named and not 0 ? named : actor.UserId;
        var isActive = user is { } id && await db.SingleAsync(
            $"select exists (select from users where account_id = {actor.AccountId} and id = {id} and active and deleted_at is null)", row => row.GetBoolean(0), cancellationToken);
        input.Errors.Under("user").AddIf(!isActive, "id", $"No active user has the id {user}.");
        return input.Errors.Any ? Failure.Invalid(input.Errors)
            : !actor.IsPerson ? Failure.Forbidden()
            : await StoreAsync(user!.Value, request.Name!.Trim(), actor, cancellationToken);
    }

    /// <summary>The answer to a request with an idempotency key is kept for a day, and a key must not lie in the database in clear.</summary>
    public static void CheckStore(HttpContext http, SecretKeys secrets, FieldErrors errors) => errors.AddIf(
        http.Request.Headers.ContainsKey(IdempotencyMiddleware.Header) && !secrets.CanSeal,
        "_schema",
        $"This server has no master key to seal the answer with, so {IdempotencyMiddleware.Header} cannot be used here: its operator has to set Secrets:Key.");

    /// <summary>For the command line and the first key of an account, where people are known by their addresses and nobody of the account acts.</summary>
    public async Task<Result<NewApiKey>> RunAsync(long accountId, string email, string name, CancellationToken cancellationToken)
    {
        var user = await db.FirstOrDefaultAsync<long?>(
            $"select id from users where account_id = {accountId} and lower(email) = lower({email}) and deleted_at is null", row => row.GetInt64(0), cancellationToken);
        return user is null ? Failure.Invalid("email", $"No user has the email {email}.") : await StoreAsync(user.Value, name, Actor.System(accountId), cancellationToken);
    }

    /// <summary>Makes the key of somebody who is known, with its event unless it is the server that makes it.</summary>
    public async Task<Result<NewApiKey>> StoreAsync(long userId, string name, Actor actor, CancellationToken cancellationToken)
    {
        var (key, now) = (ApiKeys.NewKey(), clock.Now());
        await using var transaction = await db.BeginAsync(cancellationToken);
        var id = await db.SingleAsync(
            $"""
            insert into api_keys (account_id, user_id, name, prefix, hash, created_at)
            values ({actor.AccountId}, {userId}, {name}, {key[..ShownPrefix]}, {ApiKeys.Hash(key)}, {now}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        await db.ExecuteAsync(
            actor.Kind is ActorKind.System ? AuditLog.Of(actor, AuditAction.ApiKeyCreated, AuditObject.ApiKey, id, now) : ApiKeyEvents.Of(actor, "api-key-created", id, name, now), cancellationToken);

        var line = await getApiKey.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return line.Map(made => new NewApiKey(made, key));
    }
}
