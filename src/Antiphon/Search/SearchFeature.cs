using Antiphon.Search.FullText;
using Antiphon.Search.Objects;

namespace Antiphon.Search;

/// <summary>Finding people and configuration objects, and the full text of tickets. Contract page: search.</summary>
internal static class SearchFeature
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddScoped<SearchObjects>()
        .AddScoped<FindPeople>()
        .AddScoped<FindChannels>()
        .AddScoped<FindConfiguration>()
        .AddScoped<SimilarWords>()
        .AddScoped<PrepareSearch>()
        .AddScoped<FoundText>()
        .AddScoped<SearchTickets>();

    public static void MapSearch(this IEndpointRouteBuilder api)
    {
        SearchObjects.Map(api);
        SearchTickets.Map(api);
    }
}
