using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Sandbox.Clock;

/// <summary>Moves the clock of a sandbox, and answers when everything that was due on the way is done.</summary>
internal sealed class MoveClock(SandboxLock sandboxLock, SandboxStore store, WalkTime walk, AccountClock clock)
{
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/clock", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().WithName("MoveSandboxClock")
            .Produces<SandboxClockMovedResource>();

    private static async Task<IResult> HandleAsync(Input<MoveSandboxClockRequest> input, Actor actor, MoveClock moveClock, CancellationToken cancellationToken) =>
        (await moveClock.RunAsync(input, actor, cancellationToken)).ToOk("Failed to move clock", moved => moved);

    public async Task<Result<SandboxClockMovedResource>> RunAsync(Input<MoveSandboxClockRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var held = await sandboxLock.TryTakeAsync(actor.AccountId, cancellationToken);
        if (held is null)
        {
            return Failure.Conflict(SandboxLock.Busy);
        }

        var sandbox = clock.Find(actor.AccountId)!;
        var now = sandbox.Now(clock.Real.Now());
        var until = Until(input.Value, now, input.Errors);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        if (input.Value is { Advance: null, Set: null, Frozen: false })
        {
            // At once: it is the way out when something never ends, such as what a server was killed in the middle of.
            await store.SetClockAsync(actor.AccountId, now, frozen: false, cancellationToken);
            return new SandboxClockMovedResource(now, Frozen: false, Steps: 0, Waiting: null);
        }

        var frozen = input.Value.Frozen ?? sandbox.Row.IsFrozen;
        var walked = await walk.RunAsync(sandbox, until, cancellationToken);
        if (walked.Waiting is null && !frozen)
        {
            await store.SetClockAsync(actor.AccountId, until, frozen: false, cancellationToken);
        }

        return new SandboxClockMovedResource(sandbox.Now(clock.Real.Now()), sandbox.Row.IsFrozen, walked.Steps, walked.Waiting);
    }

    private static DateTimeOffset Until(MoveSandboxClockRequest request, DateTimeOffset now, FieldErrors errors)
    {
        errors.AddIf(request is { Advance: null, Set: null, Frozen: null }, "_schema", "Give advance, set or frozen.")
            .AddIf(request is { Advance: not null, Set: not null }, "set", "Give either advance or set.")
            .AddIf(request.Set < now, "set", "Time goes forward only: restore a snapshot to have an earlier one.")
            .AddIf(request.Set > Latest, "set", "Must not be later than the year 2100.");
        var span = TimeSpan.Zero;
        errors.AddIf(request.Advance is not null && !TimeSpans.TryParse(request.Advance, out span), "advance", TimeSpans.Expected);
        errors.AddIf(now + span > Latest, "advance", "Must not lead beyond the year 2100.");
        return request.Set?.ToUniversalTime() is { } set && !errors.Any ? Whole(set) : now + span;
    }

    // As the database keeps it.
    private static DateTimeOffset Whole(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
