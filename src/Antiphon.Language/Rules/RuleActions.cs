using System.Collections.Frozen;

namespace Antiphon.Language.Rules;

/// <summary>The actions that rules know (contract page rules, "Actions").</summary>
public static class RuleActions
{
    /// <summary>Their names.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(
        "addTags",
        "removeTags",
        "setTags",
        "setStatus",
        "setPriority",
        "setSubject",
        "setAssignee",
        "setTeamAssignee",
        "setCustomFieldValue",
        "setCustomerCustomFieldValue",
        "snoozeTicket",
        "replyToTicket",
        "sendEmail",
        "addInternalNote",
        "applyMacro",
        "trashTicket",
        "facebookHideComment",
        "facebookLikeComment",
        "excludeFromAutoMerge",
        "excludeFromCSAT",
        "notify",
        "http");
}
