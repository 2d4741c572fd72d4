using Antiphon.OAuth.Apps;

namespace Antiphon.Widgets;

/// <summary>What is drawn beside a ticket. Contract page: widgets.</summary>
internal static class WidgetsFeature
{
    public static IServiceCollection AddWidgets(this IServiceCollection services) => services
        .AddScoped<RemoveWidgets>()
        .AddScoped<IAppRemains>(provider => provider.GetRequiredService<RemoveWidgets>())
        .AddScoped<ListWidgets>()
        .AddScoped<CreateWidget>()
        .AddScoped<GetWidget>()
        .AddScoped<UpdateWidget>()
        .AddScoped<DeleteWidget>();

    public static void MapWidgets(this IEndpointRouteBuilder api)
    {
        ListWidgets.Map(api);
        CreateWidget.Map(api);
        GetWidget.Map(api);
        UpdateWidget.Map(api);
        DeleteWidget.Map(api);
    }
}
