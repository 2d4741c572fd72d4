using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>Sets a sandbox back to how it was made.</summary>
internal sealed class ResetSandbox
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/reset", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().WithName("ResetSandbox")
            .Produces<SandboxRestoredResource>();

    private static async Task<IResult> HandleAsync(Actor actor, RestoreSnapshot restoreSnapshot, CancellationToken cancellationToken) =>
        (await restoreSnapshot.RunAsync(Snapshot.Origin, actor, cancellationToken)).ToOk("Failed to reset", restored => restored);
}
