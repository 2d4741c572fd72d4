using Antiphon.Contract;
using Antiphon.CustomFields.Values;

namespace Antiphon.Tickets;

/// <summary>The two shapes of a ticket on the wire.</summary>
internal static class TicketShapes
{
    public static TicketCompactResource ToCompact(this Ticket ticket) => new()
    {
        Id = ticket.Id,
        Uri = $"/api/tickets/{ticket.Id}/",
        ExternalId = ticket.ExternalId,
        Language = ticket.Language,
        Status = ticket.Status,
        Priority = ticket.Priority,
        Channel = ticket.Channel,
        Via = ticket.Via,
        FromAgent = ticket.FromAgent,
        Customer = ticket.Customer,
        AssigneeUser = ticket.AssigneeUser,
        AssigneeTeam = ticket.AssigneeTeam,
        Subject = ticket.Subject,
        Summary = ticket.Summary,
        Excerpt = ticket.Excerpt,
        MessagesCount = ticket.MessagesCount,
        Integrations = ticket.Integrations,
        LastSentMessageNotDelivered = ticket.LastSentMessageNotDelivered,
        CustomFields = ticket.Fields.ToResource(),
        Meta = ticket.Meta,
        Tags = ticket.Tags,
        IsUnread = ticket.IsUnread,
        Spam = ticket.Spam,
        CreatedDatetime = ticket.CreatedAt,
        OpenedDatetime = ticket.OpenedAt,
        LastReceivedMessageDatetime = ticket.LastReceivedMessageAt,
        LastMessageDatetime = ticket.LastMessageAt,
        UpdatedDatetime = ticket.UpdatedAt,
        ClosedDatetime = ticket.ClosedAt,
        TrashedDatetime = ticket.TrashedAt,
        SnoozeDatetime = ticket.SnoozeAt,
    };

    public static TicketResource ToResource(this TicketDetail detail)
    {
        var ticket = detail.Ticket;
        var customer = detail.Customer?.ToEmbedded();
        return new()
        {
            Id = ticket.Id,
            Uri = $"/api/tickets/{ticket.Id}/",
            ExternalId = ticket.ExternalId,
            Events = [.. detail.Events],
            Status = ticket.Status,
            Priority = ticket.Priority,
            Channel = ticket.Channel,
            Via = ticket.Via,
            FromAgent = ticket.FromAgent,
            Spam = ticket.Spam,
            Imported = ticket.Imported,
            Customer = customer,
            Requester = customer,
            AssigneeUser = ticket.AssigneeUser,
            AssigneeUserId = ticket.AssigneeUser?.Id,
            AssigneeTeam = ticket.AssigneeTeam,
            AssigneeTeamId = ticket.AssigneeTeam?.Id,
            Language = ticket.Language,
            Subject = ticket.Subject,
            Summary = ticket.Summary,
            Meta = ticket.Meta,
            Tags = ticket.Tags,
            CustomFields = ticket.Fields.ToResource(),
            Messages = detail.Messages,
            CreatedDatetime = ticket.CreatedAt,
            ProcessedDatetime = ticket.ProcessedAt,
            OpenedDatetime = ticket.OpenedAt,
            LastReceivedMessageDatetime = ticket.LastReceivedMessageAt,
            LastMessageDatetime = ticket.LastMessageAt,
            UpdatedDatetime = ticket.UpdatedAt,
            ClosedDatetime = ticket.ClosedAt,
            TrashedDatetime = ticket.TrashedAt,
            SnoozeDatetime = ticket.SnoozeAt,
            SatisfactionSurvey = detail.Survey?.ToEmbedded(),
            ReplyOptions = ReplyOptions.Of(ticket, detail.Customer),
            IsUnread = ticket.IsUnread,
        };
    }
}
