using System.Text.Json;

namespace Antiphon.Contract;

/// <summary>A label for a ticket, by name (made when unknown) or by id.</summary>
/// <param name="Name">1 to 256 characters, case-sensitive.</param>
/// <param name="Decoration">The color of a tag that is made.</param>
/// <param name="Id">Of a tag that is there.</param>
[WireReference]
public sealed record TicketTagRequest(string? Name = null, TagDecoration? Decoration = null, long? Id = null);

/// <summary>Body of <c>POST /api/tickets</c>.</summary>
public sealed record CreateTicketRequest
{
    /// <summary>Required, 1 to 500.</summary>
    public IReadOnlyList<CreateMessageRequest>? Messages { get; init; }

    /// <summary>Default <c>api</c>.</summary>
    public string? Via { get; init; }

    /// <summary>Default: the first message's.</summary>
    public string? Channel { get; init; }

    /// <summary>Default: the first message's.</summary>
    public bool? FromAgent { get; init; }

    /// <summary>Default: the first message's. At most 998 characters.</summary>
    public string? Subject { get; init; }

    /// <summary>Default <c>open</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Default <c>normal</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>Default: the sender of the first incoming message, else the receiver.</summary>
    public PersonRequest? Customer { get; init; }

    /// <summary>An old spelling of <see cref="Customer"/>.</summary>
    public PersonRequest? Requester { get; init; }

    /// <summary>The user to assign.</summary>
    public ReferenceRequest? AssigneeUser { get; init; }

    /// <summary>The team to assign.</summary>
    public ReferenceRequest? AssigneeTeam { get; init; }

    /// <summary>The labels.</summary>
    public IReadOnlyList<TicketTagRequest>? Tags { get; init; }

    /// <summary>Values of custom fields.</summary>
    public IReadOnlyList<CustomFieldValueRequest>? CustomFields { get; init; }

    /// <summary>The caller's own id, at most 255 characters, not unique.</summary>
    public string? ExternalId { get; init; }

    /// <summary>ISO 639-1; detected when absent.</summary>
    public string? Language { get; init; }

    /// <summary>Default false.</summary>
    public bool? Spam { get; init; }

    /// <summary>Free data; an object.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>The ticket that this one was split from.</summary>
    public long? SplitFrom { get; init; }

    /// <summary>A historical import: no rules, no webhooks, no sending.</summary>
    public bool? Imported { get; init; }

    /// <summary>Default now.</summary>
    public DateTimeOffset? CreatedDatetime { get; init; }

    /// <summary>When a user first looked at it.</summary>
    public DateTimeOffset? OpenedDatetime { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedDatetime { get; init; }

    /// <summary>When it went to the trash.</summary>
    public DateTimeOffset? TrashedDatetime { get; init; }

    /// <summary>When it reopens by itself.</summary>
    public DateTimeOffset? SnoozeDatetime { get; init; }

    /// <summary>The last change; default now.</summary>
    public DateTimeOffset? UpdatedDatetime { get; init; }

    /// <summary>Default: computed from the messages.</summary>
    public DateTimeOffset? LastMessageDatetime { get; init; }

    /// <summary>Default: computed from the messages.</summary>
    public DateTimeOffset? LastReceivedMessageDatetime { get; init; }
}

/// <summary>Body of <c>PUT /api/tickets/{id}</c>: only what is present changes.</summary>
public sealed record UpdateTicketRequest
{
    /// <summary><c>open</c> or <c>closed</c>.</summary>
    public Optional<string?> Status { get; init; }

    /// <summary>Closes the ticket.</summary>
    public Optional<DateTimeOffset?> ClosedDatetime { get; init; }

    /// <summary>Closes and snoozes the ticket; null cancels the snooze.</summary>
    public Optional<DateTimeOffset?> SnoozeDatetime { get; init; }

    /// <summary>Moves to the trash; null restores.</summary>
    public Optional<DateTimeOffset?> TrashedDatetime { get; init; }

    /// <summary>Null is false.</summary>
    public Optional<bool?> Spam { get; init; }

    /// <summary>For the calling user.</summary>
    public Optional<bool?> IsUnread { get; init; }

    /// <summary>Null, <c>{"id": null}</c> and <c>{"id": 0}</c> unassign.</summary>
    public Optional<ReferenceRequest?> AssigneeUser { get; init; }

    /// <summary>Null, <c>{"id": null}</c> and <c>{"id": 0}</c> unassign.</summary>
    public Optional<ReferenceRequest?> AssigneeTeam { get; init; }

    /// <summary>Moves the ticket to another customer.</summary>
    public Optional<PersonRequest?> Customer { get; init; }

    /// <summary>Replaces all tags; null clears.</summary>
    public Optional<IReadOnlyList<TicketTagRequest>?> Tags { get; init; }

    /// <summary>Sets the given fields; a null value clears one.</summary>
    public Optional<IReadOnlyList<CustomFieldValueRequest>?> CustomFields { get; init; }

    /// <summary>At most 998 characters.</summary>
    public Optional<string?> Subject { get; init; }

    /// <summary><c>critical</c>, <c>high</c>, <c>normal</c> or <c>low</c>.</summary>
    public Optional<string?> Priority { get; init; }

    /// <summary>A channel slug.</summary>
    public Optional<string?> Channel { get; init; }

    /// <summary>A way in.</summary>
    public Optional<string?> Via { get; init; }

    /// <summary>Whether the company wrote first.</summary>
    public Optional<bool?> FromAgent { get; init; }

    /// <summary>ISO 639-1.</summary>
    public Optional<string?> Language { get; init; }

    /// <summary>At most 255 characters.</summary>
    public Optional<string?> ExternalId { get; init; }

    /// <summary>Replaced as a whole.</summary>
    public Optional<JsonElement?> Meta { get; init; }

    /// <summary>When a user first looked at it.</summary>
    public Optional<DateTimeOffset?> OpenedDatetime { get; init; }

    /// <summary>The last change.</summary>
    public Optional<DateTimeOffset?> UpdatedDatetime { get; init; }

    /// <summary>The last public message.</summary>
    public Optional<DateTimeOffset?> LastMessageDatetime { get; init; }

    /// <summary>The last message from the customer.</summary>
    public Optional<DateTimeOffset?> LastReceivedMessageDatetime { get; init; }
}

/// <summary>Body of the routes for the tags of one ticket.</summary>
/// <param name="Ids">Tags that are there.</param>
/// <param name="Names">Tags by name; unknown ones are made by POST and PUT and ignored by DELETE.</param>
public sealed record TicketTagsRequest(IReadOnlyList<long>? Ids = null, IReadOnlyList<string>? Names = null);
