using Antiphon.Operating;
using Antiphon.Sandbox.Clock;
using Antiphon.Sandbox.Faults;
using Antiphon.Sandbox.Snapshots;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Antiphon.Sandbox;

/// <summary>Accounts to try things out in: with a clock, faults and snapshots of their own. See docs/sandbox.md.</summary>
internal static class SandboxFeature
{
    /// <summary>Puts the clock of accounts around the clock that is there.</summary>
    public static IServiceCollection AddAccountClock(this IServiceCollection services)
    {
        var ordinary = services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider));
        services.RemoveAll<TimeProvider>();
        services.AddSingleton(provider => new AccountClock(
            ordinary?.ImplementationInstance as TimeProvider ?? ordinary?.ImplementationFactory?.Invoke(provider) as TimeProvider ?? TimeProvider.System));
        return services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<AccountClock>());
    }

    /// <summary>Must come before all that works in the background.</summary>
    public static IServiceCollection AddSandboxClock(this IServiceCollection services) => services.AddHostedSingleton<SandboxKeeper>();

    public static IServiceCollection AddSandbox(this IServiceCollection services)
    {
        services.AddSection<SandboxOptions>(SandboxOptions.Section);
        return services
            .AddScoped<SandboxStore>()
            .AddScoped<SandboxLock>()
            .AddScoped<WalkTime>()
            .AddScoped<MoveClock>()
            .AddScoped<OpenSandbox>()
            .AddScoped<SetFaults>()
            .AddSingleton<FaultySending>()
            .AddScoped<SnapshotTables>()
            .AddScoped<WriteSnapshot>()
            .AddScoped<TakeSnapshot>()
            .AddScoped<ListSnapshots>()
            .AddScoped<DeleteSnapshot>()
            .AddScoped<RestoreSnapshot>();
    }
}
