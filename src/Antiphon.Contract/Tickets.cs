using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>What both shapes of a ticket have. See "Attributes" of the tickets page.</summary>
public abstract record TicketCore
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary><c>/api/tickets/{id}/</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>The caller's own id, at most 255 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>ISO 639-1; detected from the first messages when it was not given.</summary>
    public string? Language { get; init; }

    /// <summary><c>open</c> or <c>closed</c>. Snoozed, spam and trashed are no statuses.</summary>
    public required string Status { get; init; }

    /// <summary><c>critical</c>, <c>high</c>, <c>normal</c> or <c>low</c>.</summary>
    public required string Priority { get; init; }

    /// <summary>The channel of the first message.</summary>
    public required string Channel { get; init; }

    /// <summary>How the first message came in.</summary>
    public required string Via { get; init; }

    /// <summary>Whether the company wrote the first message.</summary>
    public bool? FromAgent { get; init; }

    /// <summary>The user who takes care of it.</summary>
    public AssigneeResource? AssigneeUser { get; init; }

    /// <summary>The team that takes care of it.</summary>
    public AssigneeTeamResource? AssigneeTeam { get; init; }

    /// <summary>At most 998 characters; may be empty.</summary>
    public string? Subject { get; init; }

    /// <summary>A generated summary: <c>{content, created_datetime, updated_datetime, triggered_by}</c>.</summary>
    public JsonElement? Summary { get; init; }

    /// <summary>The caller's free data.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>The labels, <c>[{id, name, decoration}]</c>.</summary>
    [Shape(typeof(IReadOnlyList<TicketTagResource>))]
    public required JsonElement Tags { get; init; }

    /// <summary>Unread for the caller.</summary>
    public required bool IsUnread { get; init; }

    /// <summary>Marked as spam.</summary>
    public required bool Spam { get; init; }

    /// <summary>When it was opened by whoever wrote first.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>When a user first looked at it.</summary>
    public DateTimeOffset? OpenedDatetime { get; init; }

    /// <summary>The last message from the customer.</summary>
    public DateTimeOffset? LastReceivedMessageDatetime { get; init; }

    /// <summary>The last public message in either direction; an outgoing one counts once it is sent.</summary>
    public DateTimeOffset? LastMessageDatetime { get; init; }

    /// <summary>The last change.</summary>
    public DateTimeOffset? UpdatedDatetime { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedDatetime { get; init; }

    /// <summary>When it went to the trash.</summary>
    public DateTimeOffset? TrashedDatetime { get; init; }

    /// <summary>When it reopens by itself.</summary>
    public DateTimeOffset? SnoozeDatetime { get; init; }
}

/// <summary>A ticket in lists and in views.</summary>
public sealed record TicketCompactResource : TicketCore
{
    /// <summary>The customer, in short.</summary>
    public PersonResource? Customer { get; init; }

    /// <summary>The start of the latest message, at most 200 characters; null when there is none.</summary>
    public string? Excerpt { get; init; }

    /// <summary>How many messages it has.</summary>
    public required int MessagesCount { get; init; }

    /// <summary>The integrations that its messages went through, <c>[{name, address, type}]</c>.</summary>
    [Shape(typeof(IReadOnlyList<TicketIntegrationResource>))]
    public required JsonElement Integrations { get; init; }

    /// <summary>Whether the latest outgoing message failed.</summary>
    public required bool LastSentMessageNotDelivered { get; init; }

    /// <summary>Field id as a string to <c>{id, value}</c>. Null when the server leaves it out of lists, which Antiphon does not.</summary>
    public IReadOnlyDictionary<string, CustomFieldValueResource>? CustomFields { get; init; }
}

/// <summary>A ticket as it is created, read alone and updated.</summary>
public sealed record TicketResource : TicketCore
{
    /// <summary>The customer with channels and data.</summary>
    public EmbeddedCustomerResource? Customer { get; init; }

    /// <summary>An undocumented alias that clients read: the same object as <see cref="Customer"/>.</summary>
    public EmbeddedCustomerResource? Requester { get; init; }

    /// <summary>The id of <see cref="TicketCore.AssigneeUser"/>.</summary>
    public long? AssigneeUserId { get; init; }

    /// <summary>The id of <see cref="TicketCore.AssigneeTeam"/>.</summary>
    public long? AssigneeTeamId { get; init; }

    /// <summary>Field id as a string to <c>{id, value}</c>.</summary>
    public required IReadOnlyDictionary<string, CustomFieldValueResource> CustomFields { get; init; }

    /// <summary>Whether a historical import made it.</summary>
    public required bool Imported { get; init; }

    /// <summary>The messages, oldest first.</summary>
    public required IReadOnlyList<TicketMessageResource> Messages { get; init; }

    /// <summary>Empty, unless the account's switch <c>ticket_events</c> is on.</summary>
    public required IReadOnlyList<TicketEventResource> Events { get; init; }

    /// <summary>The satisfaction survey of the ticket.</summary>
    public TicketSurveyResource? SatisfactionSurvey { get; init; }

    /// <summary>Channel to whether the ticket can be answered there.</summary>
    public required IReadOnlyDictionary<string, ReplyOptionResource> ReplyOptions { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset? ProcessedDatetime { get; init; }
}

/// <summary>Whether a ticket can be answered on a channel.</summary>
/// <param name="Answerable">Whether it can.</param>
/// <param name="Reason">Why it cannot; absent when it can.</param>
public sealed record ReplyOptionResource(bool Answerable, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);

/// <summary>An event as a ticket's detail shows it.</summary>
/// <param name="Id">Of the event.</param>
/// <param name="Type">What happened.</param>
/// <param name="User">Who did it; null for the system and customers.</param>
/// <param name="Data">Depends on the type.</param>
/// <param name="CreatedDatetime">When it happened.</param>
public sealed record TicketEventResource(long Id, string Type, PersonResource? User, JsonElement? Data, DateTimeOffset CreatedDatetime);

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

/// <summary>The tags of one ticket: only <c>data</c>, no paging.</summary>
/// <param name="Data">In the order in which they were added.</param>
public sealed record TicketTagsResource(IReadOnlyList<TagResource> Data);

/// <summary>A label of a ticket, as the ticket itself shows it.</summary>
/// <param name="Id">Of the tag.</param>
/// <param name="Name">Its name.</param>
/// <param name="Decoration">How it looks.</param>
public sealed record TicketTagResource(long Id, string Name, TagDecoration? Decoration);

/// <summary>An integration that messages of a ticket went through.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address that it receives at.</param>
/// <param name="Type">Such as <c>email</c>.</param>
public sealed record TicketIntegrationResource(string? Name, string? Address, string? Type);

/// <summary>Source-generated metadata of the tickets.</summary>
[JsonSerializable(typeof(TicketCompactResource))]
[JsonSerializable(typeof(ListResource<TicketCompactResource>))]
[JsonSerializable(typeof(TicketResource))]
[JsonSerializable(typeof(CreateTicketRequest))]
[JsonSerializable(typeof(UpdateTicketRequest))]
[JsonSerializable(typeof(TicketTagsRequest))]
[JsonSerializable(typeof(TicketTagsResource))]
[JsonSerializable(typeof(IReadOnlyList<TicketTagResource>))]
[JsonSerializable(typeof(IReadOnlyList<TicketIntegrationResource>))]
public sealed partial class TicketsJson : JsonSerializerContext;
