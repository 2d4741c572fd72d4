using Antiphon.Operating;

namespace Antiphon.Limits;

internal static class LimitsFeature
{
    /// <summary>Registers <see cref="Limiter"/> and <see cref="FailedLogins"/> for the middleware, and the exchange with other nodes behind them. Needs the database of the installation.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddSection<LimitOptions>(LimitOptions.Section);
        services.AddSingleton<MemoryBuckets>();
        services.AddSingleton<ClusterView>();
        services.AddSingleton<NodeRows>();
        services.AddSingleton<BucketRows>();
        services.AddSingleton<SyncRows>(provider => provider.GetRequiredService<BucketRows>().SyncAsync);
        services.AddSingleton<SharedBuckets>();
        services.AddSingleton<Limiter>();
        services.AddSingleton<FailedLogins>();
        services.AddHostedService<LimitSync>();
        return services;
    }
}
