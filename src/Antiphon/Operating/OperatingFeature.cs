using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Antiphon.Operating;

/// <summary>What the operator meets of a running server: health, metrics, proxies and an orderly end.</summary>
internal static class OperatingFeature
{
    public static IServiceCollection AddOperating(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<RequestMetrics>();
        services.AddHostedService<MetricExport>();
        services.AddSingleton<RequestDeadline>();
        services.AddOptions<KestrelServerOptions>().Configure<RequestDeadline>((kestrel, deadline) => deadline.Apply(kestrel));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = RequestDeadline.WholeStop);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>(TrustedProxies.Apply).ValidateOnStart();
        return services;
    }
}
