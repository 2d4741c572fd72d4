using Antiphon.Sandbox.Faults;

namespace Antiphon.Sandbox.Clock;

/// <summary>A sandbox as this node knows it: its time, its chance and its faults.</summary>
internal sealed class SandboxTime(SandboxRow first)
{
    private readonly Lock gate = new();
    private volatile SandboxRow row = first;
    private volatile FaultMaker? faults = FaultMaker.Of(first);

    public long AccountId => row.AccountId;

    public SandboxRow Row => row;

    public RequestGate Gate { get; } = new();

    /// <summary>What makes faults; null while everything works.</summary>
    public FaultMaker? Faults => faults;

    public DateTimeOffset Now(DateTimeOffset real) => row.Now(real);

    /// <summary>Goes by a newer row; what is older than what is known has been overtaken.</summary>
    public void Follow(SandboxRow newer)
    {
        lock (gate)
        {
            if (newer.Version < row.Version)
            {
                return;
            }

            if (newer.FaultsBegun != row.FaultsBegun)
            {
                faults = FaultMaker.Of(newer);
            }

            row = newer;
        }
    }
}
