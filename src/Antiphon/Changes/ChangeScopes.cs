using Antiphon.Contract;

namespace Antiphon.Changes;

/// <summary>Which scope a token needs to hear of an object: the one that its own routes need.</summary>
internal static class ChangeScopes
{
    public static string Of(string objectType) => objectType switch
    {
        EventObject.Ticket or EventObject.TicketMessage or EventObject.View => Scope.TicketsRead,
        EventObject.Customer => Scope.CustomersRead,
        EventObject.Tag => Scope.TagsRead,
        EventObject.User or EventObject.Team => Scope.UsersRead,
        EventObject.Macro => Scope.MacrosRead,
        EventObject.Rule => Scope.RulesRead,
        EventObject.CustomField => Scope.CustomFieldsRead,
        EventObject.Integration or EventObject.Widget => Scope.IntegrationsRead,
        EventObject.AccountSetting => Scope.AccountRead,
        EventObject.SatisfactionSurvey => Scope.SatisfactionSurveyRead,
        _ => throw new InvalidOperationException($"The feed does not know who may read a {objectType}."),
    };
}
