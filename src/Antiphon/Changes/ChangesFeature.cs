using Antiphon.Operating;

namespace Antiphon.Changes;

/// <summary>The change feed: an extension of ours. See docs/changes-and-live.md.</summary>
internal static class ChangesFeature
{
    public static IServiceCollection AddChanges(this IServiceCollection services)
    {
        services.AddSection<ChangeOptions>(ChangeOptions.Section);
        return services
            .AddHostedSingleton<ChangeSweep>()
            .AddHostedSingleton<ChangePump>()
            .AddScoped<NumberChanges>()
            .AddScoped<ReadChanges>()
            .AddScoped<ChangeObjects>()
            .AddScoped<ListChanges>();
    }

    public static void MapChanges(this IEndpointRouteBuilder api) => ListChanges.Map(api);
}
