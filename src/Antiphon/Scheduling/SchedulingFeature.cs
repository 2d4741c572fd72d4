using Antiphon.Operating;

namespace Antiphon.Scheduling;

/// <summary>What happens at a time by itself: one durable schedule, done once by whichever node is first.</summary>
internal static class SchedulingFeature
{
    public static IServiceCollection AddScheduling(this IServiceCollection services)
    {
        services.AddSection<SchedulingOptions>(SchedulingOptions.Section);
        return services.AddScoped<DueQueue>().AddHostedSingleton<DueWorker>();
    }

    public static IServiceCollection AddDueHandler<T>(this IServiceCollection services)
        where T : class, IDueHandler => services.AddScoped<IDueHandler, T>();
}
