using Antiphon.Contract;

namespace Antiphon.OAuth;

/// <summary>The scopes in words that say what an app can then do; the consent page shows them.</summary>
internal static class ScopeCatalog
{
    private static readonly Dictionary<string, string> Effects = new(StringComparer.Ordinal)
    {
        [Scope.OpenId] = "Know who you are",
        [Scope.Email] = "See your e-mail address",
        [Scope.Profile] = "See your name",
        [Scope.Offline] = "Keep this access while you are away, until the app is disconnected",
        [Scope.AccountRead] = "See the account and its settings",
        [Scope.AccountWrite] = "Change the account's settings, such as business hours, and who owns the account",
        [Scope.UsersRead] = "See users, their roles and teams",
        [Scope.UsersWrite] = "Invite, change and delete users and teams, also their roles",
        [Scope.CustomersRead] = "See customers, their addresses, notes and data",
        [Scope.CustomersWrite] = "Add, change, merge and delete customers",
        [Scope.TicketsRead] = "Read all tickets, messages and views",
        [Scope.TicketsWrite] = "Write to customers, and change and delete tickets, messages and views",
        [Scope.CustomFieldsRead] = "See which custom fields there are",
        [Scope.CustomFieldsWrite] = "Add and change custom fields",
        [Scope.EventsRead] = "See who did what, and when",
        [Scope.EventsWrite] = "Write events",
        [Scope.IntegrationsRead] = "See integrations and widgets",
        [Scope.IntegrationsWrite] = "Add, change and delete integrations and widgets, which send data to other servers",
        [Scope.JobsRead] = "See jobs that change many objects at once",
        [Scope.JobsWrite] = "Start and cancel jobs that change many objects at once",
        [Scope.MacrosRead] = "See macros",
        [Scope.MacrosWrite] = "Add, change and delete macros",
        [Scope.RulesRead] = "See rules and what they did",
        [Scope.RulesWrite] = "Add, change and delete rules, which act on tickets by themselves",
        [Scope.SatisfactionSurveyRead] = "See satisfaction surveys and their answers",
        [Scope.SatisfactionSurveyWrite] = "Send and change satisfaction surveys",
        [Scope.StatisticsRead] = "See statistics and reports",
        [Scope.TagsRead] = "See tags",
        [Scope.TagsWrite] = "Add, change, merge and delete tags",
        [Scope.AppsRead] = "See which apps are connected",
        [Scope.AppsWrite] = "Register, change and disconnect apps",
        [Scope.WriteAll] = "Do everything that you may do yourself",
    };

    private static readonly string[] Identity = [Scope.OpenId, Scope.Email, Scope.Profile, Scope.Offline];

    /// <summary>What an app that registered itself may ask for when it names nothing: to sign in and to look.</summary>
    public static IReadOnlyList<string> ReadingOnly { get; } = [.. Scope.All.Where(scope => Identity.Contains(scope) || scope.EndsWith(":read", StringComparison.Ordinal))];

    public static bool Exists(string scope) => Effects.ContainsKey(scope);

    public static string Effect(string scope) => Effects[scope];

    /// <summary>Scopes about the person who signs in, which any app may ask for.</summary>
    public static bool IsIdentity(string scope) => Identity.Contains(scope);

    /// <summary>The names of a space-separated list, each once, in their order.</summary>
    public static IReadOnlyList<string> Split(string? list) => [.. (list ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
}
