using System.Collections.Frozen;
using System.Globalization;
using Antiphon.Accounts.WorkingHours;
using Antiphon.Contract;

namespace Antiphon.Accounts.Settings;

/// <summary>The types of settings and what the data of each may hold: contract page account, "Types and their data".</summary>
internal static class SettingTypes
{
    private const int MaxTextLength = 64 * 1024;
    private const int MaxNameLength = 256;
    private const int MostEntries = 2_000;
    private const int LongestSurveyInterval = 365 * 24;
    private const int LongestMergingWindow = 180;
    private const int LongestSplitDelay = 3_650;

    private static readonly FrozenDictionary<string, Action<SettingData>> Checks = new Dictionary<string, Action<SettingData>>(StringComparer.Ordinal)
    {
        [AccountSettingType.BusinessHours] = BusinessHoursData.Check,
        [AccountSettingType.SatisfactionSurveys] = data => data
            .Flags("send_survey_for_chat", "send_survey_for_email", "send_survey_for_contact_form", "send_survey_for_help_center")
            .Text("survey_email_html", MaxTextLength).Text("survey_email_text", MaxTextLength)
            .Integer("survey_interval", 0, LongestSurveyInterval),
        [AccountSettingType.TicketAssignment] = data => data
            .Words("assignment_channels", Slugs.Channels)
            .Flags("auto_assign_to_teams", "unassign_on_reply", "can_exceed_max_agent_capacity", "auto_assign_ticket_to_responding_agent")
            .Words("unassign_on_user_unavailability", ["chat"]),
        [AccountSettingType.AutoMerge] = data => data.Inside("tickets", tickets => tickets.Flags("enabled").Integer("merging_window_days", 1, LongestMergingWindow)),
        [AccountSettingType.AutoSplit] = data => data.Inside("email", email => email.Flags("enabled").Integer("split_after_days", 1, LongestSplitDelay)),
        [AccountSettingType.ViewsOrdering] = data => data
            .Map("views", MostEntries, (id, view) => OrderOf(id, view)).Map("view_sections", MostEntries, (id, section) => OrderOf(id, section)),
        [AccountSettingType.ViewsVisibility] = data => data.Ids("hidden_views", MostEntries),
        [AccountSettingType.Access] = AccessData.Check,
        [AccountSettingType.AgentCosts] = data => data.Word("agent_cost_type", "yearly", "hourly").Amount("agent_cost_per_ticket").Amount("agent_ticket_per_hour"),
        [AccountSettingType.DefaultIntegration] = DefaultIntegrationData.Check,
        [AccountSettingType.AgentsTableConfig] = Table,
        [AccountSettingType.AgentsAvailabilityTableConfig] = Table,
        [AccountSettingType.ChannelsTableConfig] = Table,
        [AccountSettingType.ProductInsightsTableConfig] = Table,
        [AccountSettingType.InTicketSuggestion] = data => data.NullableFlag("is_demo_hidden"),
        // Nobody may set these through the API; the operation says so.
        [AccountSettingType.Limits] = data => data.Open(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every type, in the order of the contract.</summary>
    public static IReadOnlyList<string> All => AccountSettingType.All;

    public static void Check(string type, SettingData data)
    {
        Checks[type](data);
        data.End();
    }

    private static void OrderOf(string id, SettingData entry)
    {
        entry.Open().Integer("display_order", 0, int.MaxValue, isNullable: true);
        entry.Errors.AddIf(!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _), "_schema", "Must stand under an id.");
    }

    // Screens of statistics keep here what they like: what is known of it is checked, the rest is stored as given.
    private static void Table(SettingData data) => data.Open().Text("active_view", MaxNameLength).Each("views", MostEntries, view => view
        .Text("id", MaxNameLength).Text("name", MaxNameLength)
        .Each("metrics", MostEntries, metric => metric.Text("id", MaxNameLength).Flags("visibility")));
}
