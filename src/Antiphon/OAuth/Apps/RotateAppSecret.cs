using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.OAuth.Apps;

/// <summary>Gives a confidential app another secret; the earlier ones stay valid for a while, so that no call fails while it is put in place.</summary>
internal sealed class RotateAppSecret(DeskDb db, TimeProvider clock, AppSecrets secrets, GetApp getApp)
{
    private const long LongestOverlap = 7 * 24 * 3600;
    private const long UsualOverlap = 24 * 3600;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder admin) =>
        admin.MapPost("/oauth/apps/{id:long}/secret", HandleAsync).RequireScope(Scope.AppsWrite, Right.Administer).Extension().HoldsSecrets().Produces<AppSecretResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(
        long id, Input<RotateAppSecretRequest> input, Actor actor, RotateAppSecret rotate, HttpContext http, CancellationToken cancellationToken) =>
        (await rotate.RunAsync(id, input, actor, cancellationToken)).ToCreated("Failed to rotate the secret", app => app.ToResource(http.Account().Domain));

    public async Task<Result<NewApp>> RunAsync(long id, Input<RotateAppSecretRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var isPublic = await db.FirstOrDefaultAsync(
            $"select is_public from apps where account_id = {actor.AccountId} and id = {id} for update", row => (bool?)row.GetBoolean(0), cancellationToken);
        if (isPublic is null)
        {
            return Failure.NotFound();
        }

        var overlap = input.Value.OverlapSeconds ?? UsualOverlap;
        input.Errors.AddIf(overlap is < 0 or > LongestOverlap, "overlap_seconds", $"Must be greater than or equal to 0 and less than or equal to {LongestOverlap}.");
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        if (isPublic.Value)
        {
            return Failure.Conflict("A public app has no secret.");
        }

        var now = clock.Now();
        await secrets.EndAsync(actor.AccountId, id, now + TimeSpan.FromSeconds(overlap), cancellationToken);
        var secret = await secrets.AddAsync(actor.AccountId, id, cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.AppSecretRotated, AuditObject.App, id, now), cancellationToken);
        var app = (await getApp.RunAsync(id, actor, cancellationToken)).Value;
        await transaction.CommitAsync(cancellationToken);
        return new NewApp(app, secret);
    }
}
