using Antiphon.Contract;

namespace Antiphon.Rules.Simulation;

/// <summary>Another rule that took back what the simulated one did, or the other way round.</summary>
internal readonly record struct Clash(long RuleId, string RuleName, bool UndoesThis, string Field);

/// <summary>What one ticket showed.</summary>
/// <param name="TicketId">The ticket.</param>
/// <param name="Events">How many events were looked at.</param>
/// <param name="Matched">Whether the rule would have acted.</param>
/// <param name="Told">What would have happened; null when nothing would, or when it was not asked for.</param>
/// <param name="Clashes">With whom.</param>
internal sealed record ReplayedTicket(long TicketId, int Events, bool Matched, SimulatedTicketResource? Told, IReadOnlyList<Clash> Clashes);
