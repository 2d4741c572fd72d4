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
    public const string IntegrationsRead = "integrations:read";
    public const string IntegrationsWrite = "integrations:write";
#pragma warning restore CS1591
}
