using System.Text.Json;

namespace Antiphon.Surveys.Lifecycle;

/// <summary>The account setting <c>satisfaction-surveys</c> (contract page account).</summary>
/// <param name="Channels">After conversations on which channels customers are asked.</param>
/// <param name="Delay">How long after the ticket was closed.</param>
/// <param name="Text">What is said, as a template; null for our own words.</param>
/// <param name="Html">The same in HTML.</param>
internal sealed record SurveySetting(IReadOnlyList<string> Channels, TimeSpan Delay, string? Text, string? Html)
{
    private static readonly (string Member, string Channel)[] Switches =
        [("send_survey_for_email", "email"), ("send_survey_for_chat", "chat"), ("send_survey_for_contact_form", "contact_form"), ("send_survey_for_help_center", "help-center")];

    public bool IsOn => Channels.Count > 0;

    public static SurveySetting Read(JsonElement? data)
    {
        if (data is not { ValueKind: JsonValueKind.Object } set)
        {
            return new SurveySetting([], TimeSpan.Zero, null, null);
        }

        return new SurveySetting(
            [.. Switches.Where(one => set.TryGetProperty(one.Member, out var on) && on.ValueKind is JsonValueKind.True).Select(one => one.Channel)],
            set.TryGetProperty("survey_interval", out var interval) && interval.TryGetInt32(out var hours) ? TimeSpan.FromHours(hours) : TimeSpan.Zero,
            TextOf(set, "survey_email_text"),
            TextOf(set, "survey_email_html"));
    }

    private static string? TextOf(JsonElement data, string member) =>
        data.TryGetProperty(member, out var text) && text.ValueKind is JsonValueKind.String && !string.IsNullOrWhiteSpace(text.GetString()) ? text.GetString() : null;
}
