using System.Collections.Frozen;
using Antiphon.Contract;

namespace Antiphon.Channels;

/// <summary>What becomes of an outgoing message of a channel. See the decision table of the messages page.</summary>
internal enum Leaving
{
    /// <summary>It is queued and handed to the channel.</summary>
    Sent,

    /// <summary>There is no transport: storing it is sending it.</summary>
    AlreadySent,

    /// <summary>It records what happened elsewhere, such as a call, and stays unsent.</summary>
    Logged,

    /// <summary>Nobody outside ever sees it.</summary>
    Never,
}

/// <summary>
/// What the rules need to know of a channel: how its routing is called, by which kind of address a customer is reached, and which integrations carry it.
/// </summary>
internal sealed record ChannelKind(string Slug, string SourceType, string? AddressType, Leaving Leaving, params string[] IntegrationTypes)
{
    private static readonly string[] Mail = ["email", "gmail", "outlook"];

    private static readonly FrozenDictionary<string, ChannelKind> All = new ChannelKind[]
    {
        new("aircall", "aircall", "phone", Leaving.Logged, "aircall"),
        new("api", "api", null, Leaving.AlreadySent),
        new("chat", "chat", "chat", Leaving.Sent, "gorgias_chat", "smooch", "smooch_inside"),
        new("contact_form", "contact-form", "email", Leaving.Sent, Mail),
        new("custom-chat", "custom-chat", "chat", Leaving.Sent),
        new("email", "email", "email", Leaving.Sent, Mail),
        new("facebook", "facebook", "facebook", Leaving.Sent, "facebook"),
        new("facebook-mention", "facebook-mention-post", "facebook", Leaving.Sent, "facebook"),
        new("facebook-messenger", "facebook-messenger", "facebook", Leaving.Sent, "facebook"),
        new("facebook-recommendations", "facebook-review", "facebook", Leaving.Sent, "facebook"),
        new("google-business-messages", "google-business-messages", null, Leaving.Sent),
        new("help-center", "help-center", "email", Leaving.Sent, Mail),
        new("instagram-ad-comment", "instagram-ad-comment", "instagram", Leaving.Sent, "facebook"),
        new("instagram-comment", "instagram-comment", "instagram", Leaving.Sent, "facebook"),
        new("instagram-direct-message", "instagram-direct-message", "instagram-direct-message", Leaving.Sent, "facebook"),
        new("instagram-mention", "instagram-mention-comment", "instagram", Leaving.Sent, "facebook"),
        new(Slugs.InternalNote, "internal-note", null, Leaving.Never),
        new("phone", "phone", "phone", Leaving.Logged, "phone"),
        new("sms", "sms", "phone", Leaving.Sent, "sms"),
        new("tiktok-shop", "tiktok-shop", null, Leaving.Sent),
        new("twitter", "twitter-tweet", "twitter", Leaving.Sent, "twitter"),
        new("twitter-direct-message", "twitter-direct-message", "twitter", Leaving.Sent, "twitter"),
        new("whatsapp", "whatsapp-message", "whatsapp", Leaving.Sent, "whatsapp"),
        new("yotpo-review", "yotpo-review", null, Leaving.Sent, "yotpo"),
    }.ToFrozenDictionary(kind => kind.Slug, StringComparer.Ordinal);

    /// <summary>The channels whose messages leave through a transport.</summary>
    public static IReadOnlyList<string> Sending { get; } = [.. All.Values.Where(kind => kind.Leaving is Leaving.Sent).Select(kind => kind.Slug).Order(StringComparer.Ordinal)];

    public bool IsMail => Slug is "email";

    /// <summary>Whether a message without a recipient's address cannot leave, and the customer's own addresses are of that kind.</summary>
    public bool NeedsAddress => Slug is "email" or "sms" or "whatsapp";

    public static ChannelKind? Find(string slug) => All.GetValueOrDefault(slug);
}
