using System.Text.Json;
using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Tickets.Changes;

/// <summary>A ticket as a request wants it to be. Pure: how status, closing and snoozing depend on each other is decided here.</summary>
internal sealed record TicketChanges
{
    public string? ExternalId { get; init; }

    public required string Status { get; init; }

    public required string Priority { get; init; }

    public required string Channel { get; init; }

    public required string Via { get; init; }

    public bool? FromAgent { get; init; }

    public long? CustomerId { get; init; }

    public string? CustomerName { get; init; }

    public long? AssigneeUserId { get; init; }

    public long? AssigneeTeamId { get; init; }

    public string? Language { get; init; }

    public string? Subject { get; init; }

    public JsonElement? Meta { get; init; }

    public required long[] TagIds { get; init; }

    public FieldChange Fields { get; init; } = FieldChange.None(FieldHolder.Ticket);

    public bool Spam { get; init; }

    /// <summary>Set only when the request sets it; else the time of the change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? LastReceivedMessageAt { get; init; }

    public DateTimeOffset? LastMessageAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? TrashedAt { get; init; }

    public DateTimeOffset? SnoozeAt { get; init; }

    public static TicketChanges Of(Ticket before, UpdateTicketRequest request, DateTimeOffset now)
    {
        var state = State(before, request, now);
        return new()
        {
            ExternalId = request.ExternalId.Or(before.ExternalId),
            Status = state.Status,
            Priority = request.Priority.Or(before.Priority) ?? before.Priority,
            Channel = request.Channel.Or(before.Channel) ?? before.Channel,
            Via = request.Via.Or(before.Via) ?? before.Via,
            FromAgent = request.FromAgent.Or(before.FromAgent),
            CustomerId = before.Customer?.Id,
            CustomerName = before.Customer?.Name,
            AssigneeUserId = request.AssigneeUser.HasValue ? TicketFields.Assignee(request.AssigneeUser.Value) : before.AssigneeUser?.Id,
            AssigneeTeamId = request.AssigneeTeam.HasValue ? TicketFields.Assignee(request.AssigneeTeam.Value) : before.AssigneeTeam?.Id,
            Language = request.Language.Or(before.Language),
            Subject = request.Subject.Or(before.Subject),
            Meta = request.Meta.Or(before.Meta),
            TagIds = before.TagIds,
            Spam = request.Spam.HasValue ? request.Spam.Value is true : before.Spam,
            UpdatedAt = request.UpdatedDatetime.Value,
            OpenedAt = request.OpenedDatetime.Or(before.OpenedAt),
            LastReceivedMessageAt = request.LastReceivedMessageDatetime.Or(before.LastReceivedMessageAt),
            LastMessageAt = request.LastMessageDatetime.Or(before.LastMessageAt),
            ClosedAt = state.ClosedAt,
            TrashedAt = request.TrashedDatetime.Or(before.TrashedAt),
            SnoozeAt = state.SnoozeAt,
        };
    }

    /// <summary>One event per kind of change, the general one last; none when nothing changed.</summary>
    public List<NewEvent> Events(Ticket before, Actor actor)
    {
        var id = before.Id;
        List<long> added = [.. TagIds.Except(before.TagIds)];
        List<long> removed = [.. before.TagIds.Except(TagIds)];
        List<NewEvent> events = [];
        void Note(bool happened, Func<NewEvent> make)
        {
            if (happened)
            {
                events.Add(make());
            }
        }

        Note(before.IsOpen && Status == "closed", () => TicketEvent.Of(EventType.TicketClosed, id));
        Note(!before.IsOpen && Status == "open", () => TicketEvent.Of(EventType.TicketReopened, id));
        Note(SnoozeAt is not null && SnoozeAt != before.SnoozeAt, () => TicketEvent.Of(EventType.TicketSnoozed, id));
        Note(AssigneeUserId is not null && AssigneeUserId != before.AssigneeUser?.Id, () => TicketEvent.Assigned(id, AssigneeUserId!.Value));
        Note(AssigneeUserId is null && before.AssigneeUser is not null, () => TicketEvent.Of(EventType.TicketUnassigned, id));
        Note(AssigneeTeamId is not null && AssigneeTeamId != before.AssigneeTeam?.Id, () => TicketEvent.TeamAssigned(id, AssigneeTeamId!.Value));
        Note(AssigneeTeamId is null && before.AssigneeTeam is not null, () => TicketEvent.Of(EventType.TicketTeamUnassigned, id));
        Note(IsHandedOver(before, actor), () => TicketEvent.Of(EventType.TicketHandedOver, id));
        Note(added.Count > 0, () => TicketEvent.TagsAdded(id, added));
        Note(removed.Count > 0, () => TicketEvent.TagsRemoved(id, removed));
        Note(Subject != before.Subject, () => TicketEvent.SubjectUpdated(id, before.Subject, Subject));
        Note(CustomerId is not null && CustomerId != before.Customer?.Id, () => TicketEvent.CustomerUpdated(id, before.Customer, CustomerId!.Value, CustomerName));
        Note(TrashedAt is not null && before.TrashedAt is null, () => TicketEvent.Of(EventType.TicketTrashed, id));
        Note(TrashedAt is null && before.TrashedAt is not null, () => TicketEvent.Of(EventType.TicketUntrashed, id));
        Note(Spam && !before.Spam, () => TicketEvent.Of(EventType.TicketMarkedSpam, id));
        Note(!Spam && before.Spam, () => TicketEvent.Of(EventType.TicketUnmarkedSpam, id));
        Note(events.Count > 0 || DiffersQuietly(before), () => TicketEvent.Updated(id, added, removed));
        return events;
    }

    // An automated actor gives the ticket to somebody else: from now on people are asked.
    private bool IsHandedOver(Ticket before, Actor actor) => actor.Kind is ActorKind.Agent
        && ((AssigneeUserId is not null && AssigneeUserId != before.AssigneeUser?.Id && AssigneeUserId != actor.UserId) || (AssigneeTeamId is not null && AssigneeTeamId != before.AssigneeTeam?.Id));

    private bool DiffersQuietly(Ticket before) =>
        Fields.Any || ExternalId != before.ExternalId || Priority != before.Priority || Channel != before.Channel || Via != before.Via || FromAgent != before.FromAgent
        || Language != before.Language || !TagIds.SequenceEqual(before.TagIds) || !SameJson(Meta, before.Meta)
        || (UpdatedAt is not null && UpdatedAt != before.UpdatedAt) || OpenedAt != before.OpenedAt || LastReceivedMessageAt != before.LastReceivedMessageAt
        || LastMessageAt != before.LastMessageAt || ClosedAt != before.ClosedAt || TrashedAt != before.TrashedAt || SnoozeAt != before.SnoozeAt;

    // An absent value and a JSON null are the same to a column.
    private static bool SameJson(JsonElement? left, JsonElement? right)
    {
        var hasLeft = left is { ValueKind: not JsonValueKind.Null };
        var hasRight = right is { ValueKind: not JsonValueKind.Null };
        return hasLeft && hasRight ? JsonElement.DeepEquals(left!.Value, right!.Value) : hasLeft == hasRight;
    }

    private static (string Status, DateTimeOffset? ClosedAt, DateTimeOffset? SnoozeAt) State(Ticket before, UpdateTicketRequest request, DateTimeOffset now)
    {
        // A snooze or a closing time says more than the status beside it: a snoozed ticket is a closed one.
        var closes = request.SnoozeDatetime.Value is not null || request.ClosedDatetime.Value is not null || request.Status.Value == "closed";
        var opens = !closes && request.Status.Value == "open";
        if (opens)
        {
            return ("open", null, null);
        }

        var snooze = request.SnoozeDatetime.Or(before.SnoozeAt);
        if (closes)
        {
            return ("closed", request.ClosedDatetime.Value ?? (before.IsOpen ? now : before.ClosedAt ?? now), snooze);
        }

        return (before.Status, before.ClosedAt, snooze);
    }
}
