namespace Antiphon.Tags;

/// <summary>Labels of the account. Contract page: tags and ticket tags.</summary>
internal static class TagsFeature
{
    public static IServiceCollection AddTags(this IServiceCollection services) => services
        .AddScoped<CreateTag>()
        .AddScoped<GetTag>()
        .AddScoped<ListTags>()
        .AddScoped<UpdateTag>()
        .AddScoped<DeleteTags>()
        .AddScoped<MergeTags>()
        .AddScoped<ResolveTags>();

    public static void MapTags(this IEndpointRouteBuilder api)
    {
        ListTags.Map(api);
        CreateTag.Map(api);
        GetTag.Map(api);
        UpdateTag.Map(api);
        DeleteTags.Map(api);
        MergeTags.Map(api);
    }
}
