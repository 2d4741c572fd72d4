using Antiphon.Events.Dispatch;
using Antiphon.Operating;

namespace Antiphon.Events;

/// <summary>The log of what happened. Contract page: events.</summary>
internal static class EventsFeature
{
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddSection<EventOptions>(EventOptions.Section);
        return services
            .AddRetention<EventRetention>()
            .AddHostedSingleton<EventPump>()
            .AddScoped<EventQueue>()
            .AddScoped<EventSubscriptions>()
            .AddScoped<ListEvents>()
            .AddScoped<GetEvent>();
    }

    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        ListEvents.Map(api);
        GetEvent.Map(api);
    }
}
