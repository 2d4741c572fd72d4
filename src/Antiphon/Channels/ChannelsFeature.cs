using Antiphon.Channels.Outbox;
using Antiphon.Operating;

namespace Antiphon.Channels;

/// <summary>How messages leave the company, and the queue before it.</summary>
internal static class ChannelsFeature
{
    public static IServiceCollection AddChannels(this IServiceCollection services)
    {
        services.AddSection<SendingOptions>(SendingOptions.Section)
            .Validate(options => options.Interrupted > options.SendTimeout, "Sending:Interrupted must be longer than Sending:SendTimeout.");
        services.AddSingleton<MemoryOutbox>();
        foreach (var kind in ChannelKind.Sending)
        {
            services.AddSingleton<IChannel>(provider => new OutboxChannel(kind, provider.GetRequiredService<MemoryOutbox>()));
        }

        return services.AddSingleton<ChannelDirectory>().AddScoped<MessageQueue>().AddHostedSingleton<MessageSender>();
    }
}
