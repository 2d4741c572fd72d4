using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Sandbox.Clock;

/// <summary>What time it is in a sandbox.</summary>
internal sealed class GetClock
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapGet("/clock", Handle).RequireScope(Scope.AccountRead, Right.Administer).Classed(CallClass.Never).Extension().WithName("GetSandboxClock").Produces<SandboxClockResource>();

    private static IResult Handle(Actor actor, AccountClock clock) => Result.Of(Show(clock.Find(actor.AccountId)!, clock)).ToOk("Failed to get clock", shown => shown);

    private static SandboxClockResource Show(SandboxTime sandbox, AccountClock clock) => new(sandbox.Now(clock.Real.Now()), sandbox.Row.IsFrozen, sandbox.Row.Seed);
}
