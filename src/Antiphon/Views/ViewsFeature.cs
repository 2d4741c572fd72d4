using Antiphon.Views.Filtering;
using Antiphon.Views.Items;

namespace Antiphon.Views;

/// <summary>Saved filters. Contract pages: views, search.</summary>
internal static class ViewsFeature
{
    public static IServiceCollection AddViews(this IServiceCollection services) => services
        .AddScoped<SeedSystemViews>()
        .AddScoped<DeactivateViews>()
        .AddScoped<LeaveViews>()
        .AddScoped<ShareView>()
        .AddScoped<SaveView>()
        .AddScoped<ListViews>()
        .AddScoped<CreateView>()
        .AddScoped<GetView>()
        .AddScoped<UpdateView>()
        .AddScoped<DeleteView>()
        .AddScoped<PrepareFilters>()
        .AddScoped<ViewCondition>()
        .AddScoped<FindItems>()
        .AddScoped<ViewItems>()
        .AddScoped<ListViewItems>()
        .AddScoped<SearchViewItems>()
        .AddScoped<CountViews>();

    public static void MapViews(this IEndpointRouteBuilder api)
    {
        ListViews.Map(api);
        CreateView.Map(api);
        GetView.Map(api);
        UpdateView.Map(api);
        DeleteView.Map(api);
        CountViews.Map(api);
        ListViewItems.Map(api);
        SearchViewItems.Map(api);
    }
}
