using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Antiphon.Limits;

internal static class LimitsFeature
{
    /// <summary>Registers <see cref="Limiter"/> and <see cref="FailedLogins"/> for the middleware, and the upkeep behind them.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MemoryBuckets>();
        services.AddSingleton<Limiter>();
        services.AddSingleton<FailedLogins>();
        services.AddHostedService<LimitUpkeep>();
        return services;
    }
}
