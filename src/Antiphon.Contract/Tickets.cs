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
