namespace Antiphon.Contract;

public static partial class EventType
{
    /// <summary>
    /// Every documented type, whether this version writes it or not, in the order of the events page: what the filter <c>types</c> takes.
    /// </summary>
    public static IReadOnlyList<string> All { get; } =
    [
        // account
        "account-created", "account-deactivated", "account-updated", "account-setting-created", "account-setting-updated",

        // customer; the last one is our own
        "customer-created", "customer-updated", "customer-merged", "customer-deleted", "customer-external-data-updated",

        // custom fields
        "custom-field-created", "custom-field-updated", "custom-field-condition-created", "custom-field-condition-updated", "custom-field-condition-deleted",
        "custom-field-condition-enabled", "custom-field-condition-disabled",

        // integration
        "integration-created", "integration-updated", "integration-deleted", "integration-deactivated", "integration-reactivation-started",
        "integration-reactivated", "integration-data-item-created", "integration-data-item-deleted",

        // social
        "facebook-comment-created", "facebook-comment-deleted", "facebook-comment-edited", "facebook-comment-hidden", "facebook-comment-unhidden",
        "facebook-comment-liked", "facebook-comment-unliked", "facebook-message-created", "facebook-message-deleted", "facebook-message-edited",
        "facebook-post-created", "facebook-post-deleted", "facebook-post-edited", "facebook-review-deleted", "instagram-direct-message-created",

        // macro, actions
        "macro-created", "macro-updated", "macro-deleted", "macro-applied", "action-executed",

        // rule
        "rule-created", "rule-updated", "rule-deleted", "rule-executed", "rule-priority-updated", "rule-suggestion-suggested",

        // survey
        "satisfaction-survey-sent", "satisfaction-survey-responded",

        // tag, team
        "tag-created", "tag-updated", "tag-deleted", "tag-merged", "tag-renamed", "team-created", "team-updated", "team-deleted",

        // ticket: life cycle
        "ticket-created", "ticket-updated", "ticket-closed", "ticket-reopened", "ticket-deleted", "ticket-trashed", "ticket-untrashed",
        "ticket-marked-spam", "ticket-unmarked-spam", "ticket-merged", "ticket-split", "ticket-snoozed", "ticket-self-unsnoozed",

        // ticket: assignment
        "ticket-assigned", "ticket-unassigned", "ticket-team-assigned", "ticket-team-unassigned",

        // ticket: automation gives it to people; elsewhere this is known as a trigger only
        "ticket-handed-over",

        // ticket: content; the last two are our own
        "ticket-subject-updated", "ticket-customer-updated", "ticket-tags-added", "ticket-tags-removed", "ticket-sla-policy-assigned", "ticket-sla-near-breach", "ticket-sla-breached",

        // ticket: exclusions
        "ticket-excluded-from-auto-merge", "ticket-excluded-from-csat", "ticket-satisfaction-survey-skipped",

        // message
        "ticket-message-created", "ticket-message-updated", "ticket-message-deleted", "ticket-message-failed", "ticket-message-summary-created",

        // user
        "user-created", "user-updated", "user-deleted", "user-invited", "user-logged-in", "user-logged-out", "user-password-changed",
        "user-password-reset", "user-2fa-changed",

        // view, widget
        "view-created", "view-updated", "view-deleted", "view-deactivated", "widget-created", "widget-updated", "widget-deleted",

        // phone
        "incoming-phone-call", "outgoing-phone-call", "completed-phone-call", "missed-phone-call", "declined-phone-call", "phone-call-answered", "phone-call-ringing",
        "phone-call-dial-failed", "phone-call-agent-dialed", "phone-call-conversation-started", "phone-call-forwarded-to-external-number",
        "phone-call-forwarded-to-gorgias-number", "phone-call-forwarded", "phone-call-transfer-initiated", "phone-call-transfer-failed", "phone-call-enqueued",
        "phone-call-enqueue-skipped", "phone-call-dequeued", "phone-call-wrap-up-started", "phone-call-wrap-up-ended", "phone-call-deflected-to-sms",
        "outgoing-phone-call-connected", "child-call-not_answered", "call-recording", "call-ending-triggered", "voicemail-recording", "message-played",
        "ivr-menu-presented", "ivr-option-selected", "customer-field-conditional-evaluated", "monitoring-started", "monitoring-ended", "monitoring-updated",
    ];
}

public static partial class EventObject
{
    /// <summary>Every documented kind: what the filter <c>object_type</c> takes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Account", "AccountSetting", "Customer", "CustomField", "CustomFieldCondition", "CustomUserAvailabilityStatus", "CustomerExternalData", "Integration",
        "Macro", "Order", "Role", "Rule", "SatisfactionSurvey", "Shopper", "ShopperAddress", "Subscription", "Tag", "Team", "TicketMessage", "Ticket", "User",
        "UserSetting", "View", "Widget",
    ];
}
