using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>The snapshots of a sandbox, the earliest first. There are few, so they come at once.</summary>
internal sealed class ListSnapshots(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapGet("/snapshots", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Classed(CallClass.Never).Extension().WithName("ListSandboxSnapshots")
            .Produces<IReadOnlyList<SandboxSnapshotResource>>();

    private static async Task<IResult> HandleAsync(Actor actor, ListSnapshots listSnapshots, CancellationToken cancellationToken) =>
        Result.Of(await listSnapshots.RunAsync(actor, cancellationToken)).ToOk<IReadOnlyList<Snapshot>, IReadOnlyList<SandboxSnapshotResource>>(
            "Failed to list snapshots", found => [.. found.Select(snapshot => snapshot.ToResource())]);

    public async Task<IReadOnlyList<Snapshot>> RunAsync(Actor actor, CancellationToken cancellationToken) =>
        await db.ListAsync(Snapshot.Select(actor.AccountId) + Sql.Of($" order by s.id"), Snapshot.Read, cancellationToken);
}
