using System.Text.Json;

namespace Antiphon.Contract;

/// <summary>Body of <c>POST /api/tickets/{ticket_id}/messages</c>, and an item of <c>messages</c> when a ticket is created.</summary>
public sealed record CreateMessageRequest
{
    /// <summary>Required, unless a ticket that is created has one.</summary>
    public string? Channel { get; init; }

    /// <summary>Required, unless a ticket that is created has one.</summary>
    [WireSynonym("from-agent")]
    public bool? FromAgent { get; init; }

    /// <summary>Default <c>api</c>.</summary>
    public string? Via { get; init; }

    /// <summary>At most 1 MB; derived from <see cref="BodyHtml"/> when absent.</summary>
    [WireSynonym("body-text")]
    public string? BodyText { get; init; }

    /// <summary>At most 1 MB; derived from <see cref="BodyText"/> when absent.</summary>
    [WireSynonym("body-html")]
    public string? BodyHtml { get; init; }

    /// <summary>Default true; always false for internal notes.</summary>
    public bool? Public { get; init; }

    /// <summary>Default of an outgoing e-mail: <c>Re: </c> and the ticket's subject.</summary>
    public string? Subject { get; init; }

    /// <summary>A customer when it comes in, a user when it goes out.</summary>
    public PersonRequest? Sender { get; init; }

    /// <summary>The customer of an outgoing message; default the ticket's.</summary>
    public PersonRequest? Receiver { get; init; }

    /// <summary>The routing. An e-mail needs its <c>from</c>.</summary>
    public MessageSourceRequest? Source { get; init; }

    /// <summary>Default: the integration whose address is the source's, else the first of the channel.</summary>
    public long? IntegrationId { get; init; }

    /// <summary>Files that were uploaded before.</summary>
    public IReadOnlyList<AttachmentRequest>? Attachments { get; init; }

    /// <summary>The macros that were used.</summary>
    public IReadOnlyList<ReferenceRequest>? Macros { get; init; }

    /// <summary>Actions to run before it is sent: a list of objects with <c>name</c>, <c>title</c> and <c>arguments</c>, as a macro has them.</summary>
    public JsonElement? Actions { get; init; }

    /// <summary>Users to notify; internal notes only.</summary>
    public IReadOnlyList<long>? MentionIds { get; init; }

    /// <summary>E-mail headers; an object.</summary>
    public JsonElement? Headers { get; init; }

    /// <summary>Free data; an object.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>The id at the sending service.</summary>
    public string? MessageId { get; init; }

    /// <summary>The caller's own id, at most 255 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A customer's identity as another service has proved it.</summary>
    public JsonElement? AuthCustomerIdentity { get; init; }

    /// <summary>Default: now.</summary>
    public DateTimeOffset? CreatedDatetime { get; init; }

    /// <summary>Given: the message was sent elsewhere, and nothing leaves.</summary>
    public DateTimeOffset? SentDatetime { get; init; }

    /// <summary>When sending failed, for messages of another system.</summary>
    public DateTimeOffset? FailedDatetime { get; init; }

    /// <summary>When the customer deleted it.</summary>
    public DateTimeOffset? DeletedDatetime { get; init; }

    /// <summary>When the recipient saw it.</summary>
    public DateTimeOffset? OpenedDatetime { get; init; }

    /// <summary><c>{"error": "…"}</c>.</summary>
    public JsonElement? LastSendingError { get; init; }

    /// <summary>Computed when absent.</summary>
    public string? StrippedText { get; init; }

    /// <summary>Computed when absent.</summary>
    public string? StrippedHtml { get; init; }

    /// <summary>Computed when absent.</summary>
    public string? StrippedSignature { get; init; }

    /// <summary>A historical import: no rules, no webhooks, no sending.</summary>
    public bool? Imported { get; init; }
}

/// <summary>Body of <c>PUT /api/tickets/{ticket_id}/messages/{id}</c>: only what is present changes.</summary>
public sealed record UpdateMessageRequest
{
    /// <summary>As documented required, here optional.</summary>
    public Optional<string?> Channel { get; init; }

    /// <summary>As documented required, here optional.</summary>
    [WireSynonym("from-agent")]
    public Optional<bool?> FromAgent { get; init; }

    /// <summary>How it came.</summary>
    public Optional<string?> Via { get; init; }

    /// <summary>Independent of the HTML.</summary>
    [WireSynonym("body-text")]
    public Optional<string?> BodyText { get; init; }

    /// <summary>Independent of the text.</summary>
    [WireSynonym("body-html")]
    public Optional<string?> BodyHtml { get; init; }

    /// <summary>Visible to the customer.</summary>
    public Optional<bool?> Public { get; init; }

    /// <summary>The subject.</summary>
    public Optional<string?> Subject { get; init; }

    /// <summary>As on creation.</summary>
    public Optional<PersonRequest?> Sender { get; init; }

    /// <summary>As on creation.</summary>
    public Optional<PersonRequest?> Receiver { get; init; }

    /// <summary>The routing.</summary>
    public Optional<MessageSourceRequest?> Source { get; init; }

    /// <summary>The integration.</summary>
    public Optional<long?> IntegrationId { get; init; }

    /// <summary>The files.</summary>
    public Optional<IReadOnlyList<AttachmentRequest>?> Attachments { get; init; }

    /// <summary>Users to notify.</summary>
    public Optional<IReadOnlyList<long>?> MentionIds { get; init; }

    /// <summary>E-mail headers.</summary>
    public Optional<JsonElement?> Headers { get; init; }

    /// <summary>Free data.</summary>
    public Optional<JsonElement?> Meta { get; init; }

    /// <summary>The id at the sending service.</summary>
    public Optional<string?> MessageId { get; init; }

    /// <summary>The caller's own id.</summary>
    public Optional<string?> ExternalId { get; init; }

    /// <summary>When it was sent.</summary>
    public Optional<DateTimeOffset?> SentDatetime { get; init; }

    /// <summary>When sending failed.</summary>
    public Optional<DateTimeOffset?> FailedDatetime { get; init; }

    /// <summary>Whether it came with an import.</summary>
    public Optional<bool?> Imported { get; init; }
}

/// <summary>The routing of a message.</summary>
/// <param name="Type">Such as <c>email</c>; default the channel's type.</param>
/// <param name="From">The sender's address.</param>
/// <param name="To">The recipients.</param>
/// <param name="Cc">Copies.</param>
/// <param name="Bcc">Blind copies.</param>
/// <param name="Extra">Free data of the channel.</param>
public sealed record MessageSourceRequest(
    string? Type = null,
    MessageAddressRequest? From = null,
    IReadOnlyList<MessageAddressRequest>? To = null,
    IReadOnlyList<MessageAddressRequest>? Cc = null,
    IReadOnlyList<MessageAddressRequest>? Bcc = null,
    JsonElement? Extra = null);

/// <summary>One address of a routing. Old answers also carried ids here, which are ignored.</summary>
/// <param name="Name">Shown beside the address.</param>
/// <param name="Address">E-mail address, phone number or the channel's own id.</param>
[WireReference]
public sealed record MessageAddressRequest(string? Name = null, string? Address = null);

/// <summary>A file that was uploaded before.</summary>
/// <param name="Url">Required.</param>
/// <param name="Name">Required.</param>
/// <param name="ContentType">Required.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Public">Default true.</param>
/// <param name="Extra">Free data.</param>
[WireIgnores("type")]
public sealed record AttachmentRequest(string? Url = null, string? Name = null, string? ContentType = null, long? Size = null, bool? Public = null, JsonElement? Extra = null);
