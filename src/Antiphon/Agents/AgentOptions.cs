using System.ComponentModel.DataAnnotations;

namespace Antiphon.Agents;

/// <summary>Section <c>Agents</c> of the configuration.</summary>
internal sealed class AgentOptions
{
    public const string Section = "Agents";

    /// <summary>For how many days the log of agents' calls, and what has waited for approval, can be read; 0 keeps it for ever.</summary>
    [Range(0, 36_500)]
    public int CallDays { get; set; } = 365;

    /// <summary>For how many hours a call waits for approval.</summary>
    [Range(1, 24 * 365)]
    public int ApprovalHours { get; set; } = 24;
}
