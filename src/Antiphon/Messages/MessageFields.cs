using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Messages;

/// <summary>The rules of a message's plain fields, and how its structured ones are stored.</summary>
internal static class MessageFields
{
    /// <summary>Of a text or HTML body, in bytes of UTF-8 (official: 1 MB each).</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    public const int MaxSubjectLength = 998;
    public const int MaxExternalIdLength = 255;
    public const int MaxMessageIdLength = 998;
    public const int MaxAttachments = 100;

    /// <summary>Checks what does not depend on the message's kind.</summary>
    public static void Check(CreateMessageRequest request, FieldErrors errors)
    {
        Bodies(request.BodyText, request.BodyHtml, errors);
        Body("stripped_text", request.StrippedText, errors);
        Body("stripped_html", request.StrippedHtml, errors);
        Body("stripped_signature", request.StrippedSignature, errors);
        Texts(request.Subject, request.ExternalId, request.MessageId, errors);
        Attachments(request.Attachments, errors);
        errors
            .JsonObject("headers", request.Headers)
            .JsonObject("meta", request.Meta)
            .JsonObject("auth_customer_identity", request.AuthCustomerIdentity)
            .JsonObject("last_sending_error", request.LastSendingError);
        ActionList.Check(errors, request.Actions);
    }

    /// <summary>A public message says something.</summary>
    public static void CheckContent(CreateMessageRequest request, bool isPublic, FieldErrors errors) => errors.AddIf(
        isPublic && string.IsNullOrWhiteSpace(request.BodyText) && string.IsNullOrWhiteSpace(request.BodyHtml) && request.Attachments is null or { Count: 0 },
        "body_text",
        "A public message needs body_text, body_html or an attachment.");

    public static void Bodies(string? text, string? html, FieldErrors errors)
    {
        Body("body_text", text, errors);
        Body("body_html", html, errors);
    }

    public static void Texts(string? subject, string? externalId, string? messageId, FieldErrors errors) => errors
        .MaxLength("subject", subject, MaxSubjectLength)
        .MaxLength("external_id", externalId, MaxExternalIdLength)
        .MaxLength("message_id", messageId, MaxMessageIdLength);

    public static void Attachments(IReadOnlyList<AttachmentRequest>? attachments, FieldErrors errors)
    {
        errors.MaxCount("attachments", attachments?.Count, MaxAttachments);
        var list = errors.Under("attachments");
        for (var i = 0; i < Math.Min(attachments?.Count ?? 0, MaxAttachments); i++)
        {
            var (attachment, own) = (attachments![i], list.Under(i));
            own.RequiredText("url", attachment.Url).RequiredText("name", attachment.Name).RequiredText("content_type", attachment.ContentType);
            own.MaxLength("url", attachment.Url, 4096).MaxLength("name", attachment.Name, 1024).MaxLength("content_type", attachment.ContentType, 255);
            own.AddIf(attachment.Url is { } url && !IsLink(url), "url", "Not a valid URL.");
            own.AddIf(attachment.Size < 0, "size", "Must be greater than or equal to 0.");
        }
    }

    public static Jsonb Store(IReadOnlyList<AttachmentRequest>? attachments)
    {
        if (attachments is null or { Count: 0 })
        {
            return default;
        }

        var list = new JsonArray();
        foreach (var attachment in attachments)
        {
            list.Add((JsonNode)new JsonObject
            {
                ["url"] = attachment.Url,
                ["name"] = attachment.Name,
                ["content_type"] = attachment.ContentType,
                ["size"] = attachment.Size,
                ["public"] = attachment.Public ?? true,
                ["extra"] = attachment.Extra is { } extra ? JsonNode.Parse(extra.GetRawText()) : null,
            });
        }

        return new Jsonb(list.ToJsonString(JsonSerializerOptions.Web));
    }

    public static Jsonb Store(JsonElement? value) =>
        new(value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json ? json.GetRawText() : null);

    private static void Body(string field, string? body, FieldErrors errors) => errors.AddIf(
        // No character takes fewer than one byte or, per UTF-16 unit, more than three: most bodies need no counting.
        body is not null && (body.Length > MaxBodyBytes || (body.Length > MaxBodyBytes / 3 && Encoding.UTF8.GetByteCount(body) > MaxBodyBytes)),
        field,
        $"Longer than maximum size {MaxBodyBytes} bytes.");

    private static bool IsLink(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp);
}
