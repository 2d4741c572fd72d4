using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Events;

namespace Antiphon.Messages;

/// <summary>Events about messages name the message as their object and its ticket in their data: a message that is deleted would otherwise lose it.</summary>
internal static class MessageEvents
{
    public static NewEvent Of(string type, long ticketId, long id) => new(type, EventObject.TicketMessage, id, new JsonObject { ["id"] = id, ["ticket_id"] = ticketId });
}
