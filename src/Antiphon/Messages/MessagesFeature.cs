namespace Antiphon.Messages;

/// <summary>What is written in tickets. Contract page: ticket messages.</summary>
internal static class MessagesFeature
{
    public static IServiceCollection AddMessages(this IServiceCollection services) => services
        .AddScoped<MessagePeople>()
        .AddScoped<MessageRouting>()
        .AddScoped<PrepareMessage>();
}
