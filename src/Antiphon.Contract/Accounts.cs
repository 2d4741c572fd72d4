using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>The account behind a host. See the page "Account".</summary>
/// <param name="Domain">The subdomain.</param>
/// <param name="CreatedDatetime">When it was opened.</param>
/// <param name="DeactivatedDatetime">When it was closed.</param>
/// <param name="Status">Whether it is open.</param>
/// <param name="Settings">All settings.</param>
public sealed record AccountResource(
    string Domain,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset? DeactivatedDatetime,
    AccountStatusResource Status,
    IReadOnlyList<AccountSettingResource> Settings);

/// <summary>Whether an account is open.</summary>
/// <param name="Status"><c>active</c>: a closed account answers nothing.</param>
/// <param name="Notification">Always null.</param>
public sealed record AccountStatusResource(string Status, string? Notification);

/// <summary>One setting of an account. See "Types and their data" of the account page.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Type">Such as <c>business-hours</c>; one setting of each type.</param>
/// <param name="Data">Depends on the type. Secrets are left out.</param>
public sealed record AccountSettingResource(long Id, string Type, JsonElement Data);

/// <summary>The types of settings. See "Types and their data" of the account page, and what each of them does in Antiphon in the guide to settings.</summary>
public static class AccountSettingType
{
    /// <summary>When people work, on which days they do not, and further calendars.</summary>
    public const string BusinessHours = "business-hours";

    /// <summary>After which conversations customers are asked how satisfied they are, when and how.</summary>
    public const string SatisfactionSurveys = "satisfaction-surveys";

    /// <summary>Who gets tickets and who loses them.</summary>
    public const string TicketAssignment = "ticket-assignment";

    /// <summary>Whether new tickets of a customer join an open one.</summary>
    public const string AutoMerge = "auto-merge";

    /// <summary>Whether a late reply by mail opens a new ticket.</summary>
    public const string AutoSplit = "auto-split";

    /// <summary>The order of views in side bars.</summary>
    public const string ViewsOrdering = "views-ordering";

    /// <summary>The views that side bars do not show.</summary>
    public const string ViewsVisibility = "views-visibility";

    /// <summary>How people sign in.</summary>
    public const string Access = "access";

    /// <summary>What an agent costs.</summary>
    public const string AgentCosts = "agent-costs";

    /// <summary>How many there may be of some things; set by the operator alone.</summary>
    public const string Limits = "limits";

    /// <summary>From which integration messages of a channel leave.</summary>
    public const string DefaultIntegration = "default-integration";

    /// <summary>A screen of statistics.</summary>
    public const string AgentsTableConfig = "agents-table-config";

    /// <summary>A screen of statistics.</summary>
    public const string AgentsAvailabilityTableConfig = "agents-availability-table-config";

    /// <summary>A screen of statistics.</summary>
    public const string ChannelsTableConfig = "channels-table-config";

    /// <summary>A screen of statistics.</summary>
    public const string ProductInsightsTableConfig = "product-insights-table-config";

    /// <summary>Whether a demonstration is hidden.</summary>
    public const string InTicketSuggestion = "in-ticket-suggestion";

    /// <summary>Every type.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BusinessHours, SatisfactionSurveys, TicketAssignment, AutoMerge, AutoSplit, ViewsOrdering, ViewsVisibility, Access, AgentCosts, Limits, DefaultIntegration,
        AgentsTableConfig, AgentsAvailabilityTableConfig, ChannelsTableConfig, ProductInsightsTableConfig, InTicketSuggestion,
    ];
}

/// <summary>Body of <c>POST /api/account/settings</c>.</summary>
/// <param name="Type">Required, one of <see cref="AccountSettingType.All"/> that is not set yet. <c>limits</c> is refused.</param>
/// <param name="Data">An object: what its members may be depends on the type. Absent, it is empty.</param>
[WireIgnores("id", "name")]
public sealed record CreateAccountSettingRequest(string? Type, Optional<JsonElement?> Data = default);

/// <summary>Body of <c>PUT /api/account/settings/{id}</c>.</summary>
/// <param name="Type">Required: the type that the setting has.</param>
/// <param name="Data">Replaces the whole of what was set. Absent, that stays.</param>
[WireIgnores("id", "name")]
public sealed record UpdateAccountSettingRequest(string? Type, Optional<JsonElement?> Data = default);

/// <summary>Source-generated metadata of the account.</summary>
[JsonSerializable(typeof(AccountResource))]
[JsonSerializable(typeof(AccountSettingResource))]
[JsonSerializable(typeof(CreateAccountSettingRequest))]
[JsonSerializable(typeof(UpdateAccountSettingRequest))]
[JsonSerializable(typeof(IReadOnlyList<AccountSettingResource>))]
[JsonSerializable(typeof(ListResource<AccountSettingResource>))]
public sealed partial class AccountsJson : JsonSerializerContext;
