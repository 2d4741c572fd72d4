using Antiphon.Operating;

namespace Antiphon.Live;

/// <summary>The live stream of changes and presence: an extension of ours. See docs/changes-and-live.md.</summary>
internal static class LiveFeature
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSection<LiveOptions>(LiveOptions.Section);
        return services
            .AddSingleton<LiveStreams>()
            .AddHostedSingleton<PresenceBoard>()
            .AddHostedSingleton<NotificationPost>()
            .AddHostedSingleton<LiveAccess>()
            .AddScoped<OpenLiveStream>()
            .AddScoped<SetPresence>();
    }

    public static void MapLive(this IEndpointRouteBuilder api)
    {
        OpenLiveStream.Map(api);
        SetPresence.Map(api);
    }
}
