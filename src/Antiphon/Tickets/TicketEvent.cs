using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Events;

namespace Antiphon.Tickets;

/// <summary>The events of a ticket that carry data, in the form of the events page.</summary>
internal static class TicketEvent
{
    public static NewEvent Of(string type, long ticketId) => new(type, EventObject.Ticket, ticketId);

    public static NewEvent TagsAdded(long ticketId, IEnumerable<long> ids) => new(EventType.TicketTagsAdded, EventObject.Ticket, ticketId, new JsonObject { ["tags_added"] = Ids(ids) });

    public static NewEvent TagsRemoved(long ticketId, IEnumerable<long> ids) => new(EventType.TicketTagsRemoved, EventObject.Ticket, ticketId, new JsonObject { ["tags_removed"] = Ids(ids) });

    /// <summary>Any change of a ticket; of its tags it tells which, as their own events do.</summary>
    public static NewEvent Updated(long ticketId, IReadOnlyCollection<long> added, IReadOnlyCollection<long> removed)
    {
        JsonObject data = [];
        if (added.Count > 0)
        {
            data["tags_added"] = Ids(added);
        }

        if (removed.Count > 0)
        {
            data["tags_removed"] = Ids(removed);
        }

        return new(EventType.TicketUpdated, EventObject.Ticket, ticketId, data.Count > 0 ? data : null);
    }

    public static NewEvent Assigned(long ticketId, long userId) => new(EventType.TicketAssigned, EventObject.Ticket, ticketId, new JsonObject { ["assignee_user_id"] = userId });

    public static NewEvent TeamAssigned(long ticketId, long teamId) =>
        new(EventType.TicketTeamAssigned, EventObject.Ticket, ticketId, new JsonObject { ["assignee_team_id"] = teamId, ["auto_assigned"] = false });

    public static NewEvent SubjectUpdated(long ticketId, string? before, string? after) =>
        new(EventType.TicketSubjectUpdated, EventObject.Ticket, ticketId, new JsonObject { ["old_subject"] = before, ["new_subject"] = after });

    public static NewEvent CustomerUpdated(long ticketId, PersonResource? before, long afterId, string? afterName) => new(
        EventType.TicketCustomerUpdated,
        EventObject.Ticket,
        ticketId,
        new JsonObject
        {
            ["old_customer"] = before is null ? null : new JsonObject { ["id"] = before.Id, ["name"] = before.Name },
            ["new_customer"] = new JsonObject { ["id"] = afterId, ["name"] = afterName },
        });

    private static JsonArray Ids(IEnumerable<long> ids) => new([.. ids.Select(id => (JsonNode)id)]);
}
