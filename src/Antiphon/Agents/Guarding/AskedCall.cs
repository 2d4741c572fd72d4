using System.Data;

namespace Antiphon.Agents.Guarding;

/// <summary>A call of an agent before anything is decided of it.</summary>
internal sealed record AskedCall(string Method, string Path)
{
    /// <summary>The pattern of its route; null when there is none.</summary>
    public string? Route { get; init; }

    /// <summary>Null for a route that says nothing of itself, which is for no agent.</summary>
    public CallDemand? Demand { get; init; }

    /// <summary>Whether the agent only wants to know what would happen.</summary>
    public bool AsksDryRun { get; init; }

    /// <summary>Whether the answer goes on until the agent has enough.</summary>
    public bool IsStream { get; init; }

    /// <summary>Stricter when the call is conditional.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>The call as it can be made again; null when it is too large to be kept.</summary>
    public required Func<CancellationToken, Task<StoredRequest?>> StoreAsync { get; init; }
}

/// <summary>What became of a call that ran.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="CreatedTicket">The ticket that it made.</param>
/// <param name="IsReplay">Whether it had happened before, and was only answered again.</param>
internal sealed record CallOutcome(int Status, long? CreatedTicket = null, bool IsReplay = false)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>A call as it was asked, for whoever makes it when it is approved.</summary>
internal sealed record StoredRequest(
    string Method, string Route, string RouteValues, string Host, string Scheme, string Path, string Query, string Headers, byte[]? Body, byte[] Hash, string? IdempotencyKey);
