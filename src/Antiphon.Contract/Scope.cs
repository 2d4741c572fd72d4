namespace Antiphon.Contract;

/// <summary>
/// The OAuth scopes of the API, by their wire names. An API key carries none and acts with its user's role alone.
/// See the authentication page of the contract.
/// </summary>
public static class Scope
{
#pragma warning disable CS1591 // each constant is its own documentation: resource, then read or write
    public const string AccountRead = "account:read";
    public const string AccountWrite = "account:write";
    public const string UsersRead = "users:read";
    public const string UsersWrite = "users:write";
    public const string CustomersRead = "customers:read";
    public const string CustomersWrite = "customers:write";
    public const string TicketsRead = "tickets:read";
    public const string TicketsWrite = "tickets:write";
    public const string MacrosRead = "macros:read";
    public const string MacrosWrite = "macros:write";
    public const string TagsRead = "tags:read";
    public const string TagsWrite = "tags:write";
    public const string CustomFieldsRead = "custom_fields:read";
    public const string CustomFieldsWrite = "custom_fields:write";
    public const string RulesRead = "rules:read";
    public const string RulesWrite = "rules:write";
    public const string EventsRead = "events:read";
    public const string EventsWrite = "events:write";
    public const string IntegrationsRead = "integrations:read";
    public const string IntegrationsWrite = "integrations:write";
    public const string JobsRead = "jobs:read";
    public const string JobsWrite = "jobs:write";
    public const string SatisfactionSurveyRead = "satisfaction_survey:read";
    public const string SatisfactionSurveyWrite = "satisfaction_survey:write";
    public const string StatisticsRead = "statistics:read";
    public const string AppsRead = "apps:read";
    public const string AppsWrite = "apps:write";
#pragma warning restore CS1591

    /// <summary>Sign-in with OpenID Connect: the answer of the token endpoint has an <c>id_token</c>.</summary>
    public const string OpenId = "openid";

    /// <summary>The claim <c>email</c>.</summary>
    public const string Email = "email";

    /// <summary>The claims of the name.</summary>
    public const string Profile = "profile";

    /// <summary>A refresh token, so that access goes on without the user.</summary>
    public const string Offline = "offline";

    /// <summary>Deprecated: everything. Older apps still ask for it.</summary>
    public const string WriteAll = "write:all";

    /// <summary>Every scope there is, <see cref="WriteAll"/> included.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        OpenId, Email, Profile, Offline,
        AccountRead, AccountWrite, UsersRead, UsersWrite, CustomersRead, CustomersWrite, TicketsRead, TicketsWrite, CustomFieldsRead, CustomFieldsWrite, EventsRead, EventsWrite,
        IntegrationsRead, IntegrationsWrite, JobsRead, JobsWrite, MacrosRead, MacrosWrite, RulesRead, RulesWrite, SatisfactionSurveyRead, SatisfactionSurveyWrite, StatisticsRead,
        TagsRead, TagsWrite, AppsRead, AppsWrite, WriteAll,
    ];
}
