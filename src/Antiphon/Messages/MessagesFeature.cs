using Antiphon.Files.Copying;
using Antiphon.Messages.Acting;
using Antiphon.Messages.Attaching;
using Antiphon.Messages.Replying;
using Antiphon.Messages.Updating;

namespace Antiphon.Messages;

/// <summary>What is written in tickets. Contract page: ticket messages.</summary>
internal static class MessagesFeature
{
    public static IServiceCollection AddMessages(this IServiceCollection services) => services
        .AddScoped<MessagePeople>()
        .AddScoped<MessageRouting>()
        .AddScoped<PrepareMessage>()
        .AddScoped<CompanyAddress>()
        .AddScoped<AutoReplyLimits>()
        .AddScoped<ReplyToTicket>()
        .AddScoped<MessageActions>()
        .AddScoped<RunNoted>()
        .AddScoped<HoldMessage>()
        .AddScoped<ResumeMessage>()
        .AddScoped<AwaitCalls>()
        .AddScoped<ListMessages>()
        .AddScoped<ListTicketMessages>()
        .AddScoped<GetMessage>()
        .AddScoped<CreateMessage>()
        .AddScoped<UpdateMessage>()
        .AddScoped<DeleteMessage>()
        .AddScoped<ChangeAttachments>()
        .AddScoped<DropAttachment>()
        .AddScoped<IFileArrival, SettleAttachments>();

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        ListMessages.Map(api);
        ListTicketMessages.Map(api);
        GetMessage.Map(api);
        CreateMessage.Map(api);
        UpdateMessage.Map(api);
        DeleteMessage.Map(api);
    }
}
