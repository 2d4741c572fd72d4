using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Messages;

/// <summary>Events about messages name the message as their object and its ticket in their data: a message that is deleted would otherwise lose it.</summary>
internal static class MessageEvents
{
    public static NewEvent Of(string type, long ticketId, long id) => new(type, EventObject.TicketMessage, id, new JsonObject { ["id"] = id, ["ticket_id"] = ticketId });

    /// <summary>The same of the message that was just stored, in the round trip that stores it.</summary>
    public static Sql OfStored(Actor actor, string type, long ticketId, DateTimeOffset at) => EventLog.Of(
        actor, type, EventObject.TicketMessage, at, Sql.Of($"select stored.id, jsonb_build_object('id', stored.id, 'ticket_id', {ticketId}) from (select {StoreMessages.LastId(actor.AccountId)} id) stored"));
}
