using Antiphon.Actions.Calls;

namespace Antiphon.Actions;

/// <summary>The verbs that macros and rules share. Contract pages: macros, rules.</summary>
internal static class ActionsFeature
{
    public static IServiceCollection AddActions(this IServiceCollection services) => services
        .AddScoped<ActionDirectory>()
        .AddScoped<RunActions>()
        .AddScoped<WriteEmail>()
        .AddAction<AddTagsAction>("addTags")
        .AddAction<RemoveTagsAction>("removeTags")
        .AddAction<SetTagsAction>("setTags")
        .AddAction<SetStatusAction>("setStatus")
        .AddAction<SetPriorityAction>("setPriority")
        .AddAction<SetSubjectAction>("setSubject")
        .AddAction<SetAssigneeAction>("setAssignee")
        .AddAction<SetTeamAssigneeAction>("setTeamAssignee")
        .AddAction<SnoozeTicketAction>("snoozeTicket")
        .AddAction<TrashTicketAction>("trashTicket")
        .AddAction<SetTicketFieldAction>("setCustomFieldValue")
        .AddAction<SetCustomerFieldAction>("setCustomerCustomFieldValue")
        .AddAction<ExcludeFromAutoMergeAction>("excludeFromAutoMerge")
        .AddAction<ExcludeFromCsatAction>("excludeFromCSAT")
        .AddAction<AddInternalNoteAction>("addInternalNote")
        .AddAction<AddAttachmentsAction>("addAttachments")
        .AddAction<ReplyAction>("setResponseText")
        .AddAction<ReplyAction>("replyToTicket")
        .AddAction<SendEmailAction>("sendEmail")
        .AddAction<ForwardByEmailAction>("forwardByEmail")
        .AddAction<ApplyMacroAction>("applyMacro")
        .AddAction<NotifyAction>("notify")
        .AddAction<HttpAction>(HttpAction.Name)
        .AddUnavailable("applyExternalTemplate", UnavailableAction.ExternalTemplate)
        .AddUnavailable("facebookHideComment", UnavailableAction.Facebook)
        .AddUnavailable("facebookLikeComment", UnavailableAction.Facebook)
        .AddHostedSingleton<ActionCaller>()
        .AddScoped<MakeActionCall>()
        .AddScoped<ActionCallQueue>()
        .AddScoped<CallLimits>()
        .AddScoped<EndActionCall>();

    private static IServiceCollection AddUnavailable(this IServiceCollection services, string name, string reason) =>
        services.AddKeyedSingleton<ITicketAction>(name, new UnavailableAction(reason));

    private static IServiceCollection AddAction<T>(this IServiceCollection services, string name)
        where T : class, ITicketAction => services.AddKeyedScoped<ITicketAction, T>(name);
}
