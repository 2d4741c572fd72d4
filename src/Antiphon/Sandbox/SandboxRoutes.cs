using Antiphon.Sandbox.Clock;
using Antiphon.Sandbox.Faults;
using Antiphon.Sandbox.Snapshots;

namespace Antiphon.Sandbox;

/// <summary>What only sandbox accounts have. To everyone else these routes do not exist.</summary>
internal static class SandboxRoutes
{
    public const string Path = "/_sandbox";

    public static void MapSandbox(this IEndpointRouteBuilder app)
    {
        var sandbox = app.MapGroup(Path);
        GetClock.Map(sandbox);
        MoveClock.Map(sandbox);
        GetFaults.Map(sandbox);
        SetFaults.Map(sandbox);
        RemoveFaults.Map(sandbox);
        ListSnapshots.Map(sandbox);
        TakeSnapshot.Map(sandbox);
        DeleteSnapshot.Map(sandbox);
        RestoreSnapshot.Map(sandbox);
        ResetSandbox.Map(sandbox);
    }
}
