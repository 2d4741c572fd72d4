using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Demo;

/// <summary>The events that the shop's past would have left, oldest first.</summary>
internal static class DemoHistory
{
    public static IReadOnlyList<PastEvent> Of(DemoShop shop, DemoIds ids)
    {
        var messages = new Queue<long>(ids.Messages);
        return [.. Opening(shop, ids).Concat(shop.Tickets.Zip(ids.Tickets).SelectMany(pair => OfTicket(pair.First, pair.Second, messages, ids))).OrderBy(past => past.At)];
    }

    private static IEnumerable<PastEvent> Opening(DemoShop shop, DemoIds ids)
    {
        var opened = shop.Agents[0].CreatedAt;
        var context = Actor.NewContext();
        return shop.Agents.Select(agent => new PastEvent(EventType.UserCreated, EventObject.User, ids.Of(agent), opened, null, context))
            .Concat(shop.Teams.Select(team => new PastEvent(EventType.TeamCreated, EventObject.Team, ids.Teams[team.Name], opened, null, context)))
            .Concat(shop.Tags.Select(tag => new PastEvent(EventType.TagCreated, EventObject.Tag, ids.Tags[tag.Name], opened, null, context)))
            .Concat(ids.Fields.Values.Order().Select(id => new PastEvent(EventType.CustomFieldCreated, EventObject.CustomField, id, opened, null, context)))
            .Concat(shop.Customers.Select(customer => new PastEvent(
                EventType.CustomerCreated, EventObject.Customer, ids.Customers[customer.ExternalId], customer.CreatedAt, null, Actor.NewContext(),
                new() { ["email"] = customer.Email, ["name"] = customer.Name })));
    }

    private static IEnumerable<PastEvent> OfTicket(DemoTicket ticket, long id, Queue<long> messages, DemoIds ids)
    {
        List<(DateTimeOffset At, DemoAgent? Actor, string Type, string ObjectType, long ObjectId, JsonObject? Data)> happened =
        [
            (ticket.CreatedAt, ticket.Messages[0].Agent, EventType.TicketCreated, EventObject.Ticket, id, null),
        ];
        foreach (var message in ticket.Messages)
        {
            var messageId = messages.Dequeue();
            happened.Add((message.CreatedAt, message.Agent, EventType.TicketMessageCreated, EventObject.TicketMessage, messageId, new() { ["id"] = messageId, ["ticket_id"] = id }));
            if (message.FailedAt is { } failed)
            {
                happened.Add((failed, null, EventType.TicketMessageFailed, EventObject.TicketMessage, messageId, new() { ["id"] = messageId, ["ticket_id"] = id }));
            }
        }

        happened.AddRange(ticket.Changes.Select(change => (change.At, change.Actor, TypeOf(change), EventObject.Ticket, id, DataOf(change, ids))));
        return happened.GroupBy(item => item.At).SelectMany(moment =>
        {
            // What one moment brought has one cause, and one ticket-updated beside it.
            var context = Actor.NewContext();
            var actor = moment.First().Actor;
            var updated = new PastEvent(EventType.TicketUpdated, EventObject.Ticket, id, moment.Key, UserId(actor), context);
            return moment.Select(item => new PastEvent(item.Type, item.ObjectType, item.ObjectId, item.At, UserId(item.Actor), context, item.Data))
                .Concat(moment.Key == ticket.CreatedAt ? [] : [updated]);
        });

        long? UserId(DemoAgent? agent) => agent is null ? null : ids.Of(agent);
    }

    private static string TypeOf(DemoChange change) => change.Kind switch
    {
        DemoChangeKind.TeamAssigned => EventType.TicketTeamAssigned,
        DemoChangeKind.Assigned => EventType.TicketAssigned,
        DemoChangeKind.TagsAdded => EventType.TicketTagsAdded,
        DemoChangeKind.Closed => EventType.TicketClosed,
        DemoChangeKind.Reopened => EventType.TicketReopened,
        DemoChangeKind.Snoozed => EventType.TicketSnoozed,
        DemoChangeKind.SelfUnsnoozed => EventType.TicketSelfUnsnoozed,
        DemoChangeKind.MarkedSpam => EventType.TicketMarkedSpam,
        DemoChangeKind.Trashed => EventType.TicketTrashed,
        _ => throw new InvalidOperationException($"No event type is known for {change.Kind}."),
    };

    private static JsonObject? DataOf(DemoChange change, DemoIds ids) => change.Kind switch
    {
        DemoChangeKind.TeamAssigned => new() { ["assignee_team_id"] = ids.Teams[change.Team!.Name], ["auto_assigned"] = false },
        DemoChangeKind.Assigned => new() { ["assignee_user_id"] = ids.Of(change.Assignee!) },
        DemoChangeKind.TagsAdded => new() { ["tags_added"] = new JsonArray([.. change.Tags.Select(tag => ids.Tags[tag.Name])]) },
        _ => null,
    };
}
