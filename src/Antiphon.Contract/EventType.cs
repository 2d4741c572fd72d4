namespace Antiphon.Contract;

/// <summary>The names of what happens, as events and webhooks spell them. See "Event types" of the events page.</summary>
public static partial class EventType
{
#pragma warning disable CS1591 // each constant is its own documentation: the object, then what happened to it
    public const string AccountCreated = "account-created";
    public const string AccountUpdated = "account-updated";
    public const string AccountSettingCreated = "account-setting-created";
    public const string AccountSettingUpdated = "account-setting-updated";
    public const string CustomerCreated = "customer-created";
    public const string CustomerUpdated = "customer-updated";
    public const string CustomerMerged = "customer-merged";
    public const string CustomerDeleted = "customer-deleted";
    public const string CustomerExternalDataUpdated = "customer-external-data-updated";
    public const string CustomFieldCreated = "custom-field-created";
    public const string CustomFieldUpdated = "custom-field-updated";
    public const string IntegrationCreated = "integration-created";
    public const string IntegrationUpdated = "integration-updated";
    public const string IntegrationDeleted = "integration-deleted";
    public const string IntegrationDeactivated = "integration-deactivated";
    public const string IntegrationReactivated = "integration-reactivated";
    public const string IntegrationDataItemCreated = "integration-data-item-created";
    public const string RuleCreated = "rule-created";
    public const string RuleUpdated = "rule-updated";
    public const string RuleDeleted = "rule-deleted";
    public const string RuleExecuted = "rule-executed";
    public const string RulePriorityUpdated = "rule-priority-updated";
    public const string MacroCreated = "macro-created";
    public const string MacroUpdated = "macro-updated";
    public const string MacroDeleted = "macro-deleted";
    public const string MacroApplied = "macro-applied";
    public const string ActionExecuted = "action-executed";
    public const string SatisfactionSurveySent = "satisfaction-survey-sent";
    public const string SatisfactionSurveyResponded = "satisfaction-survey-responded";
    public const string TagCreated = "tag-created";
    public const string TagUpdated = "tag-updated";
    public const string TagRenamed = "tag-renamed";
    public const string TagDeleted = "tag-deleted";
    public const string TagMerged = "tag-merged";
    public const string TeamCreated = "team-created";
    public const string TeamUpdated = "team-updated";
    public const string TeamDeleted = "team-deleted";
    public const string TicketCreated = "ticket-created";
    public const string TicketUpdated = "ticket-updated";
    public const string TicketClosed = "ticket-closed";
    public const string TicketReopened = "ticket-reopened";
    public const string TicketDeleted = "ticket-deleted";
    public const string TicketTrashed = "ticket-trashed";
    public const string TicketUntrashed = "ticket-untrashed";
    public const string TicketMarkedSpam = "ticket-marked-spam";
    public const string TicketUnmarkedSpam = "ticket-unmarked-spam";
    public const string TicketMerged = "ticket-merged";
    public const string TicketSplit = "ticket-split";
    public const string TicketSnoozed = "ticket-snoozed";
    public const string TicketSelfUnsnoozed = "ticket-self-unsnoozed";
    public const string TicketAssigned = "ticket-assigned";
    public const string TicketUnassigned = "ticket-unassigned";
    public const string TicketTeamAssigned = "ticket-team-assigned";
    public const string TicketTeamUnassigned = "ticket-team-unassigned";
    public const string TicketHandedOver = "ticket-handed-over";
    public const string TicketSubjectUpdated = "ticket-subject-updated";
    public const string TicketCustomerUpdated = "ticket-customer-updated";
    public const string TicketTagsAdded = "ticket-tags-added";
    public const string TicketTagsRemoved = "ticket-tags-removed";
    public const string TicketSlaPolicyAssigned = "ticket-sla-policy-assigned";
    public const string TicketSlaNearBreach = "ticket-sla-near-breach";
    public const string TicketSlaBreached = "ticket-sla-breached";
    public const string TicketExcludedFromAutoMerge = "ticket-excluded-from-auto-merge";
    public const string TicketExcludedFromCsat = "ticket-excluded-from-csat";
    public const string TicketSatisfactionSurveySkipped = "ticket-satisfaction-survey-skipped";
    public const string TicketMessageCreated = "ticket-message-created";
    public const string TicketMessageUpdated = "ticket-message-updated";
    public const string TicketMessageDeleted = "ticket-message-deleted";
    public const string TicketMessageFailed = "ticket-message-failed";
    public const string UserCreated = "user-created";
    public const string UserUpdated = "user-updated";
    public const string UserDeleted = "user-deleted";
    public const string UserInvited = "user-invited";
    public const string UserLoggedIn = "user-logged-in";
    public const string UserLoggedOut = "user-logged-out";
    public const string UserPasswordChanged = "user-password-changed";
    public const string UserPasswordReset = "user-password-reset";
    public const string User2faChanged = "user-2fa-changed";
    public const string ViewCreated = "view-created";
    public const string ViewUpdated = "view-updated";
    public const string ViewDeleted = "view-deleted";
    public const string ViewDeactivated = "view-deactivated";
    public const string IncomingPhoneCall = "incoming-phone-call";
    public const string OutgoingPhoneCall = "outgoing-phone-call";
    public const string CompletedPhoneCall = "completed-phone-call";
    public const string MissedPhoneCall = "missed-phone-call";
    public const string WidgetCreated = "widget-created";
    public const string WidgetUpdated = "widget-updated";
    public const string WidgetDeleted = "widget-deleted";
#pragma warning restore CS1591
}

/// <summary>The kinds of objects that events are about.</summary>
public static partial class EventObject
{
#pragma warning disable CS1591 // the names of the resources
    public const string Account = "Account";
    public const string AccountSetting = "AccountSetting";
    public const string Customer = "Customer";
    public const string CustomerExternalData = "CustomerExternalData";
    public const string CustomField = "CustomField";
    public const string Integration = "Integration";
    public const string Rule = "Rule";
    public const string Macro = "Macro";
    public const string SatisfactionSurvey = "SatisfactionSurvey";
    public const string Tag = "Tag";
    public const string Team = "Team";
    public const string Ticket = "Ticket";
    public const string TicketMessage = "TicketMessage";
    public const string User = "User";
    public const string View = "View";
    public const string Widget = "Widget";
#pragma warning restore CS1591
}
