using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Sandbox.Faults;

/// <summary>The faults that a sandbox makes, and how many it has made.</summary>
internal sealed class GetFaults
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapGet("/faults", Handle).RequireScope(Scope.AccountRead, Right.Administer).Classed(CallClass.Never).Extension().WithName("GetSandboxFaults").Produces<SandboxFaultsResource>();

    private static IResult Handle(Actor actor, AccountClock clock)
    {
        var faults = clock.Find(actor.AccountId)!.Faults;
        return Result.Of((faults?.Plan ?? new FaultPlan()).ToResource(faults?.Made ?? new Dictionary<string, long>())).ToOk("Failed to get faults", shown => shown);
    }
}
