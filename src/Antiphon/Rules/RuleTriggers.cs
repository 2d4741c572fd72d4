using System.Collections.Frozen;
using Antiphon.Contract;

namespace Antiphon.Rules;

/// <summary>Which events start a rule: what a rule calls "updated" is a list of events of the log (page rules, "What counts as ticket-updated").</summary>
internal static class RuleTriggers
{
    private static readonly string[] Updates =
    [
        EventType.TicketCreated, EventType.TicketTrashed, EventType.TicketUntrashed, EventType.TicketReopened, EventType.TicketClosed, EventType.TicketSnoozed,
        EventType.TicketAssigned, EventType.TicketUnassigned, EventType.TicketTeamAssigned, EventType.TicketTeamUnassigned, EventType.TicketMarkedSpam,
        EventType.TicketUnmarkedSpam, EventType.TicketTagsAdded, EventType.TicketTagsRemoved, EventType.TicketMessageCreated, EventType.TicketSubjectUpdated,
        EventType.TicketCustomerUpdated,
    ];

    private static readonly FrozenDictionary<string, string[]> Events = RuleTrigger.All.ToFrozenDictionary(
        trigger => trigger, trigger => trigger == RuleTrigger.TicketUpdated ? Updates : [trigger], StringComparer.Ordinal);

    /// <summary>The types of the events that these triggers stand for.</summary>
    public static string[] EventsOf(IEnumerable<string> triggers) => [.. triggers.SelectMany(trigger => Events.GetValueOrDefault(trigger) ?? []).Distinct()];

    /// <summary>Which of a rule's triggers an event pulls; the one of its own name before the general one. Null: none.</summary>
    public static string? Pulled(IReadOnlyCollection<string>? triggers, string eventType) => triggers switch
    {
        null => null,
        _ when eventType != RuleTrigger.TicketUpdated && triggers.Contains(eventType) => eventType,
        _ when triggers.Contains(RuleTrigger.TicketUpdated) && Updates.Contains(eventType) => RuleTrigger.TicketUpdated,
        _ => null,
    };
}
