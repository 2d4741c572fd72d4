using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Sandbox.Snapshots;

/// <summary>Keeps everything of a sandbox under a name, once all that is due there is done.</summary>
internal sealed class TakeSnapshot(DeskDb db, SandboxLock sandboxLock, SandboxStore store, WalkTime walk, WriteSnapshot writeSnapshot, AccountClock clock, IOptions<SandboxOptions> options)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/snapshots", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().WithName("CreateSandboxSnapshot")
            .Produces<SandboxSnapshotResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateSandboxSnapshotRequest> input, Actor actor, TakeSnapshot takeSnapshot, CancellationToken cancellationToken) =>
        (await takeSnapshot.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create snapshot", snapshot => snapshot.ToResource());

    public async Task<Result<Snapshot>> RunAsync(Input<CreateSandboxSnapshotRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        if (Snapshot.CheckName(input.Errors, input.Value.Name).Any)
        {
            return Failure.Invalid(input.Errors);
        }

        await using var held = await sandboxLock.TryTakeAsync(actor.AccountId, cancellationToken);
        if (held is null)
        {
            return Failure.Conflict(SandboxLock.Busy);
        }

        var (count, bytes) = await db.SingleAsync(
            $"""
            select (select count(*) from sandbox_snapshots where account_id = {actor.AccountId}),
              (select coalesce(sum(length(data)), 0)::bigint from sandbox_pieces where account_id = {actor.AccountId})
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken);
        if (count > options.Value.MostSnapshots || bytes > options.Value.MostSnapshotBytes)
        {
            return Failure.Conflict($"There are {count} snapshots of {bytes} bytes: delete one first.");
        }

        // The clock stands still while it is taken, so that what time it was is the time of every row.
        var sandbox = clock.Find(actor.AccountId)!;
        var frozen = sandbox.Row.IsFrozen;
        await walk.RunAsync(sandbox, sandbox.Now(clock.Real.Now()), cancellationToken);
        var snapshot = await writeSnapshot.RunAsync(actor.AccountId, input.Value.Name!, frozen, cancellationToken);
        if (!frozen)
        {
            await store.SetClockAsync(actor.AccountId, sandbox.Now(clock.Real.Now()), frozen: false, cancellationToken);
        }

        return snapshot is null ? Failure.Conflict($"There is a snapshot {input.Value.Name} already.") : snapshot;
    }
}
