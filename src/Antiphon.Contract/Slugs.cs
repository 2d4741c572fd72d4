namespace Antiphon.Contract;

/// <summary>The lower-case words that the wire uses for channels, ways in and routings, spelled exactly as clients know them.</summary>
public static class Slugs
{
    /// <summary>Where a conversation takes place. See "Enumerations" of the tickets page.</summary>
    public static IReadOnlyList<string> Channels { get; } =
    [
        "aircall", "api", "chat", "contact_form", "custom-chat", "email", "facebook", "facebook-mention", "facebook-messenger", "facebook-recommendations",
        "google-business-messages", "help-center", "instagram-ad-comment", "instagram-comment", "instagram-direct-message", "instagram-mention", "internal-note",
        "phone", "sms", "tiktok-shop", "twitter", "twitter-direct-message", "whatsapp", "yotpo-review",
    ];

    /// <summary>How a message came in or goes out.</summary>
    public static IReadOnlyList<string> Vias { get; } =
    [
        "aircall", "api", "chat", "contact_form", "email", "facebook", "facebook-mention", "facebook-messenger", "facebook-recommendations", "form",
        "gorgias_chat", "help-center", "helpdesk", "instagram", "instagram-ad-comment", "instagram-comment", "instagram-direct-message", "instagram-mention",
        "internal-note", "offline_capture", "phone", "rule", "self_service", "shopify", "sms", "twilio", "twitter", "twitter-direct-message", "whatsapp",
        "yotpo", "yotpo-review", "zendesk",
    ];

    /// <summary>The types of a message's routing. Some differ from the channel by a hyphen.</summary>
    public static IReadOnlyList<string> SourceTypes { get; } =
    [
        "aircall", "api", "app", "custom-chat", "chat", "chat-contact-form", "chat-offline-capture", "contact-form", "email", "facebook", "facebook-comment",
        "facebook-mention-comment", "facebook-mention-post", "facebook-message", "facebook-messenger", "facebook-post", "facebook-review",
        "facebook-review-comment", "form", "google-business-messages", "help-center", "help-center-contact-form", "helpdesk", "instagram",
        "instagram-ad-comment", "instagram-ad-media", "instagram-comment", "instagram-direct-message", "instagram-media", "instagram-mention-comment",
        "instagram-mention-media", "internal-note", "ottspott-call", "phone", "rule", "self_service", "shopify", "sms", "system-message", "tiktok-shop",
        "twilio", "twitter-direct-message", "twitter-mention-tweet", "twitter-quoted-tweet", "twitter-tweet", "whatsapp-message", "yotpo-review",
        "yotpo-review-private-comment", "yotpo-review-public-comment",
    ];

    /// <summary>The channel of internal notes.</summary>
    public const string InternalNote = "internal-note";

    /// <summary>The four priorities of a ticket, highest first.</summary>
    public static IReadOnlyList<string> Priorities { get; } = ["critical", "high", "normal", "low"];

    /// <summary>The two statuses of a ticket.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["open", "closed"];
}
