using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.OAuth.Apps;

/// <summary>Disconnects an app and forgets its registration.</summary>
internal sealed class DeleteApp(DeskDb db, TimeProvider clock, UninstallApp uninstall, ApiKeys keys)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder admin) =>
        admin.MapDelete("/oauth/apps/{id:long}", HandleAsync).RequireScope(Scope.AppsWrite, Right.Administer).Extension().Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteApp deleteApp, CancellationToken cancellationToken) =>
        (await deleteApp.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete app");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if ((await uninstall.RunAsync(id, actor, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        await db.ExecuteAsync($"delete from apps where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.AppDeleted, AuditObject.App, id, clock.Now()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return default(Done);
    }
}
