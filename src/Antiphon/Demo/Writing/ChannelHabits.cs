namespace Antiphon.Demo.Writing;

/// <summary>How people behave on a channel. Times are medians in minutes.</summary>
/// <param name="ContactType">The kind of customer address that the channel needs.</param>
/// <param name="FollowsUpBy">The channel of every message after the first.</param>
/// <param name="IsLetter">Has a subject, a greeting and a signature.</param>
/// <param name="Live">The customer sits and waits.</param>
/// <param name="ByDay">Share of conversations that begin while somebody is there to answer.</param>
internal sealed record ChannelHabits(
    string Channel,
    string ContactType,
    string SourceType,
    string FollowsUpBy,
    bool IsLetter,
    bool Live,
    double FirstResponse,
    double AgentReply,
    double CustomerReply,
    double ByDay)
{
    private static readonly Dictionary<string, ChannelHabits> All = new ChannelHabits[]
    {
        new("email", "email", "email", "email", IsLetter: true, Live: false, 125, 75, 260, 0.4),
        new("contact_form", "email", "contact-form", "email", IsLetter: true, Live: false, 140, 75, 260, 0.4),
        new("chat", "chat", "chat", "chat", IsLetter: false, Live: true, 1.6, 1.3, 1.0, 1),
        new("sms", "phone", "sms", "sms", IsLetter: false, Live: false, 21, 11, 16, 0.8),
        new("whatsapp", "whatsapp", "whatsapp-message", "whatsapp", IsLetter: false, Live: false, 24, 10, 13, 0.7),
        new("instagram-direct-message", "instagram-direct-message", "instagram-direct-message", "instagram-direct-message", IsLetter: false, Live: false, 48, 17, 22, 0.55),
        new("phone", "phone", "phone", "email", IsLetter: false, Live: false, 55, 75, 260, 1),
    }.ToDictionary(habits => habits.Channel, StringComparer.Ordinal);

    public static ChannelHabits Of(string channel) => All[channel];
}
