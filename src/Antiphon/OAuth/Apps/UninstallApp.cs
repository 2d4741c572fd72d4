using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.OAuth.Tokens;

namespace Antiphon.OAuth.Apps;

/// <summary>
/// Disconnects an app: every approval and token of it dies at once, and what it made in other features stops. The registration stays, so it can be
/// installed again; <see cref="DeleteApp"/> takes that away too.
/// </summary>
internal sealed class UninstallApp(DeskDb db, TimeProvider clock, RevokeGrants revokeGrants, IEnumerable<IAppRemains> remains, ApiKeys keys)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder admin) =>
        admin.MapPost("/oauth/apps/{id:long}/uninstall", HandleAsync).RequireScope(Scope.AppsWrite, Right.Administer).Extension().Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, UninstallApp uninstall, CancellationToken cancellationToken) =>
        (await uninstall.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to uninstall app");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var clientId = await db.FirstOrDefaultAsync(
            $"select client_id from apps where account_id = {actor.AccountId} and id = {id} for update", row => row.GetString(0), cancellationToken);
        if (clientId is null)
        {
            return Failure.NotFound();
        }

        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.AppUninstalled, AuditObject.App, id, clock.Now()), cancellationToken);
        await revokeGrants.OfAppAsync(actor.AccountId, id, cancellationToken);
        foreach (var remain in remains)
        {
            await remain.StopAsync(clientId, actor, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return default(Done);
    }
}

/// <summary>What a feature does when an app is disconnected: integrations stop, widgets go.</summary>
internal interface IAppRemains
{
    /// <summary>Stops what the app made (its <c>application_id</c> is the client id), inside the transaction that disconnects it.</summary>
    Task StopAsync(string clientId, Actor actor, CancellationToken cancellationToken);
}
