using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Identity.SignIn.Providers;

/// <summary>
/// Takes a provider away, and with it whom it vouched for. Sessions that it began go on, as those of a password do: a user is ended by deactivation.
/// </summary>
internal sealed class DeleteSignInProvider(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/sign-in-providers/{id:long}", HandleAsync)
        .RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteSignInProvider deleteProvider, CancellationToken cancellationToken) =>
        (await deleteProvider.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete sign-in provider");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await db.ExecuteAsync($"delete from sign_in_providers where account_id = {actor.AccountId} and id = {id}", cancellationToken) == 0)
        {
            return Failure.NotFound();
        }

        if (!actor.IsPerson)
        {
            // What was taken away comes back with the transaction.
            return Failure.Forbidden();
        }

        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.SignInProviderDeleted, AuditObject.SignInProvider, id, clock.Now()), cancellationToken);
        // Whether passwords are enough depends on whether there is a provider, and sessions are remembered.
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
