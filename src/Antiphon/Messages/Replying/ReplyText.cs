using Antiphon.Contract;

namespace Antiphon.Messages.Replying;

/// <summary>What is to be said, and, where that is not whoever wrote last, to whom.</summary>
internal sealed record ReplyText(
    string? BodyText,
    string? BodyHtml,
    IReadOnlyList<AttachmentRequest> Attachments,
    IReadOnlyList<MessageAddressRequest> To,
    IReadOnlyList<MessageAddressRequest> Cc,
    IReadOnlyList<MessageAddressRequest> Bcc);

/// <summary>The message that was written, or why none was: a word as the events page lists them, and a sentence.</summary>
internal sealed record ReplySent(MessageResource? Message, string? Cause = null, string? Reason = null);
