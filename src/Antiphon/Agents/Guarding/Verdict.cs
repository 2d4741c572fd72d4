using System.Text.Json.Nodes;
using Antiphon.Agents.Policies;
using Antiphon.Contract;

namespace Antiphon.Agents.Guarding;

/// <summary>What is decided of a call, and why.</summary>
/// <param name="Decision">One of <see cref="AgentWords.Decisions"/>.</param>
/// <param name="Reason">A word of the table in docs/agents.md.</param>
internal sealed record Verdict(string Decision, string Reason)
{
    public const string NoSuchRoute = "no-such-route";
    public const string Stopped = "stopped";

    /// <summary>A sentence for whoever writes the agent; refusals have one.</summary>
    public string? Message { get; init; }

    /// <summary>What the sentence says, for programs.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>When the same call may be granted.</summary>
    public DateTimeOffset? FreesAt { get; init; }

    /// <summary>The limits under which the call was admitted; a ticket that it makes must lie inside.</summary>
    public IReadOnlyList<TicketLimits> Within { get; init; } = [];

    public static Verdict Refused(string reason, string message, JsonObject? data = null) => new(AgentWords.Refused, reason) { Message = message, Data = data };

    public static Verdict WhenStopped() => Refused(Stopped, "This agent is stopped: nothing is done for it until an admin resumes it.");

    public bool IsRefused => Decision is AgentWords.Refused;
}
