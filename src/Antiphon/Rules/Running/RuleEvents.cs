using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Events;

namespace Antiphon.Rules.Running;

/// <summary>The events of a rule that acted: one about the rule, one in the history of the ticket (page events, <c>rule-executed</c>).</summary>
internal static class RuleEvents
{
    public static NewEvent[] Executed(Rule rule, long ticketId, string eventType, IReadOnlyList<RuleActionResource> actions) =>
    [
        new(EventType.RuleExecuted, EventObject.Rule, rule.Id, Whole(rule, actions)),
        new(EventType.RuleExecuted, EventObject.Ticket, ticketId, new JsonObject { ["id"] = rule.Id, ["name"] = rule.Name, ["triggering_event_type"] = eventType }),
    ];

    private static JsonObject Whole(Rule rule, IReadOnlyList<RuleActionResource> actions) => new()
    {
        ["id"] = rule.Id,
        ["uri"] = $"/api/rules/{rule.Id}/",
        ["code"] = rule.Code,
        ["name"] = rule.Name,
        ["type"] = rule.Type,
        ["priority"] = rule.Priority,
        ["description"] = rule.Description,
        ["event_types"] = rule.EventTypes is null ? null : string.Join(',', rule.EventTypes),
        ["created_datetime"] = WireDate.Format(rule.CreatedAt),
        ["updated_datetime"] = WireDate.Format(rule.UpdatedAt),
        ["deactivated_datetime"] = rule.DeactivatedAt is { } off ? WireDate.Format(off) : null,
        ["failed_actions"] = new JsonArray(
            [.. actions.Where(action => action.Outcome == "failed").Select(action => (JsonNode)new JsonObject { ["name"] = action.Name, ["cause"] = action.Cause })]),
    };
}
