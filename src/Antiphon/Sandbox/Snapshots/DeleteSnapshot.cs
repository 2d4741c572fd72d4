using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>Forgets a snapshot.</summary>
internal sealed class DeleteSnapshot(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapDelete("/snapshots/{snapshot}", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().WithName("DeleteSandboxSnapshot")
            .Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(string snapshot, Actor actor, DeleteSnapshot deleteSnapshot, CancellationToken cancellationToken) =>
        (await deleteSnapshot.RunAsync(snapshot, actor, cancellationToken)).ToNoContent("Failed to delete snapshot");

    public async Task<Result<Done>> RunAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        if (name == Snapshot.Origin)
        {
            return Failure.Conflict("How the account was made is kept as long as the account.");
        }

        return await db.ExecuteAsync($"delete from sandbox_snapshots where account_id = {actor.AccountId} and name = {name}", cancellationToken) == 0 ? Failure.NotFound() : default(Done);
    }
}
