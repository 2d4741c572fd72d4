using System.Collections.Frozen;
using Antiphon.Contract;

namespace Antiphon.Audit;

/// <summary>
/// Which events the audit log takes over: all that are about access and settings, and what is deleted or merged. The daily work on tickets and customers is
/// not audited; the events themselves tell it. A test wants every type in one of the two lists.
/// </summary>
internal static class AuditedEvents
{
    public static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
    [
        EventType.AccountCreated, EventType.AccountUpdated, EventType.AccountSettingCreated, EventType.AccountSettingUpdated,
        EventType.CustomerMerged, EventType.CustomerDeleted,
        EventType.CustomFieldCreated, EventType.CustomFieldUpdated,
        EventType.IntegrationCreated, EventType.IntegrationUpdated, EventType.IntegrationDeleted, EventType.IntegrationDeactivated, EventType.IntegrationReactivated,
        EventType.RuleCreated, EventType.RuleUpdated, EventType.RuleDeleted, EventType.RulePriorityUpdated,
        EventType.MacroCreated, EventType.MacroUpdated, EventType.MacroDeleted,
        EventType.TagUpdated, EventType.TagRenamed, EventType.TagDeleted, EventType.TagMerged,
        EventType.TeamCreated, EventType.TeamUpdated, EventType.TeamDeleted,
        EventType.TicketDeleted, EventType.TicketMerged, EventType.TicketMessageDeleted,
        EventType.UserCreated, EventType.UserUpdated, EventType.UserDeleted, EventType.UserInvited, EventType.UserLoggedIn, EventType.UserLoggedOut,
        EventType.UserPasswordChanged, EventType.UserPasswordReset, EventType.User2faChanged,
        EventType.ViewCreated, EventType.ViewUpdated, EventType.ViewDeleted, EventType.ViewDeactivated,
        EventType.WidgetCreated, EventType.WidgetUpdated, EventType.WidgetDeleted,
    ]);

    /// <summary>The daily work, and what the desk does by itself.</summary>
    public static readonly FrozenSet<string> Others = FrozenSet.ToFrozenSet(
    [
        EventType.CustomerCreated, EventType.CustomerUpdated, EventType.CustomerExternalDataUpdated, EventType.IntegrationDataItemCreated,
        EventType.RuleExecuted, EventType.MacroApplied, EventType.ActionExecuted,
        // Tickets make their tags in passing.
        EventType.TagCreated,
        EventType.TicketCreated, EventType.TicketUpdated, EventType.TicketClosed, EventType.TicketReopened, EventType.TicketTrashed, EventType.TicketUntrashed,
        EventType.TicketMarkedSpam, EventType.TicketUnmarkedSpam, EventType.TicketSplit, EventType.TicketSnoozed, EventType.TicketSelfUnsnoozed,
        EventType.TicketAssigned, EventType.TicketUnassigned, EventType.TicketTeamAssigned, EventType.TicketTeamUnassigned, EventType.TicketHandedOver,
        EventType.TicketSubjectUpdated, EventType.TicketCustomerUpdated, EventType.TicketTagsAdded, EventType.TicketTagsRemoved,
        EventType.TicketSlaPolicyAssigned, EventType.TicketSlaNearBreach, EventType.TicketSlaBreached,
        EventType.TicketExcludedFromAutoMerge, EventType.TicketExcludedFromCsat,
        EventType.SatisfactionSurveySent, EventType.SatisfactionSurveyResponded, EventType.TicketSatisfactionSurveySkipped,
        EventType.TicketMessageCreated, EventType.TicketMessageUpdated, EventType.TicketMessageFailed,
        EventType.IncomingPhoneCall, EventType.OutgoingPhoneCall, EventType.CompletedPhoneCall, EventType.MissedPhoneCall,
    ]);

    /// <summary>What an event row keeps for the audit log: where the actor came from, empty when from nowhere; null when the event is not audited.</summary>
    public static string? From(string type, string? from) => Types.Contains(type) ? from ?? "" : null;
}
