using Antiphon.Channels.Outbox;

namespace Antiphon.Channels;

/// <summary>How messages leave the company, and the queue before it.</summary>
internal static class ChannelsFeature
{
    public static IServiceCollection AddChannels(this IServiceCollection services)
    {
        services.AddOptions<SendingOptions>().BindConfiguration(SendingOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.Interrupted > options.SendTimeout, "Sending:Interrupted must be longer than Sending:SendTimeout.").ValidateOnStart();
        services.AddSingleton<MemoryOutbox>();
        foreach (var kind in ChannelKind.Sending)
        {
            services.AddSingleton<IChannel>(provider => new OutboxChannel(kind, provider.GetRequiredService<MemoryOutbox>()));
        }

        return services.AddSingleton<ChannelDirectory>().AddScoped<MessageQueue>().AddHostedSingleton<MessageSender>();
    }
}
