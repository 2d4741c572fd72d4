using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A message as a ticket's detail shows it. See the page "Ticket messages".</summary>
public record TicketMessageResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary><c>/api/tickets/{ticket_id}/messages/{id}/</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>The id at the sending service, such as an e-mail's Message-ID.</summary>
    public string? MessageId { get; init; }

    /// <summary>The ticket that it belongs to.</summary>
    public required long TicketId { get; init; }

    /// <summary>The caller's own id, at most 255 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>False only for internal notes.</summary>
    public required bool Public { get; init; }

    /// <summary>Such as <c>email</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>How it came in or goes out.</summary>
    public required string Via { get; init; }

    /// <summary>The routing: who wrote from which address to which.</summary>
    [Shape(typeof(MessageSourceRequest))]
    public JsonElement? Source { get; init; }

    /// <summary>A customer when it came in, a user when it goes out.</summary>
    public PersonResource? Sender { get; init; }

    /// <summary>The customer of an outgoing message.</summary>
    public PersonResource? Receiver { get; init; }

    /// <summary>A customer's identity as another service has proved it.</summary>
    public JsonElement? AuthCustomerIdentity { get; init; }

    /// <summary>The integration that received or sent it.</summary>
    public long? IntegrationId { get; init; }

    /// <summary>What the customer wants, as detected.</summary>
    public required JsonElement Intents { get; init; }

    /// <summary>The rule that sent it.</summary>
    public long? RuleId { get; init; }

    /// <summary>Whether the company wrote it.</summary>
    public required bool FromAgent { get; init; }

    /// <summary>The subject of an e-mail.</summary>
    public string? Subject { get; init; }

    /// <summary>The whole body as text, at most 1 MB.</summary>
    public string? BodyText { get; init; }

    /// <summary>The whole body as HTML, at most 1 MB.</summary>
    public string? BodyHtml { get; init; }

    /// <summary>The text without signature and quoted thread; null when nothing was stripped.</summary>
    public string? StrippedText { get; init; }

    /// <summary>The HTML without signature and quoted thread; null when nothing was stripped.</summary>
    public string? StrippedHtml { get; init; }

    /// <summary>The signature that was stripped.</summary>
    public string? StrippedSignature { get; init; }

    /// <summary>The attached files; null when there are none.</summary>
    [Shape(typeof(IReadOnlyList<AttachmentRequest>))]
    public JsonElement? Attachments { get; init; }

    /// <summary>The macros that were used, <c>[{id}]</c>.</summary>
    public JsonElement? Macros { get; init; }

    /// <summary>
    /// The actions that came with it as they were sent, each with its <c>status</c> (<c>success</c>, <c>error</c>, <c>skipped</c>) and, when it did not
    /// succeed, <c>error</c> with <c>cause</c> and <c>msg</c>; null when there were none.
    /// </summary>
    public JsonElement? Actions { get; init; }

    /// <summary>Whether it came with a historical import.</summary>
    public required bool Imported { get; init; }

    /// <summary>Free data.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset? ProcessedDatetime { get; init; }

    /// <summary>When it left; null when it has not left. An incoming message: when it was written.</summary>
    public DateTimeOffset? SentDatetime { get; init; }

    /// <summary>When sending failed for good.</summary>
    public DateTimeOffset? FailedDatetime { get; init; }

    /// <summary>When the recipient saw it.</summary>
    public DateTimeOffset? OpenedDatetime { get; init; }

    /// <summary><c>{"error": "…"}</c> of the last attempt.</summary>
    public JsonElement? LastSendingError { get; init; }

    /// <summary>Whether <c>action=retry</c> may send it again.</summary>
    public required bool IsRetriable { get; init; }
}

/// <summary>A message as its own routes show it: two members more than inside a ticket.</summary>
public sealed record MessageResource : TicketMessageResource
{
    /// <summary>E-mail headers.</summary>
    public JsonElement? Headers { get; init; }

    /// <summary>When the customer deleted it at the service it came from.</summary>
    public DateTimeOffset? DeletedDatetime { get; init; }
}

/// <summary>Source-generated metadata of the messages.</summary>
[JsonSerializable(typeof(TicketMessageResource))]
[JsonSerializable(typeof(MessageResource))]
[JsonSerializable(typeof(ListResource<MessageResource>))]
[JsonSerializable(typeof(CreateMessageRequest))]
[JsonSerializable(typeof(UpdateMessageRequest))]
public sealed partial class MessagesJson : JsonSerializerContext;
