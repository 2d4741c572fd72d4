using Antiphon.CustomFields.Values;

namespace Antiphon.CustomFields;

/// <summary>
/// What a company wants to know of its tickets and customers. Contract page: custom fields. The routes of the values stand with tickets and customers,
/// whose changes they are.
/// </summary>
internal static class CustomFieldsFeature
{
    public static IServiceCollection AddCustomFields(this IServiceCollection services) => services
        .AddScoped<ListCustomFields>()
        .AddScoped<CreateCustomField>()
        .AddScoped<GetCustomField>()
        .AddScoped<UpdateCustomFields>()
        .AddScoped<PrepareFieldValues>();

    public static void MapCustomFields(this IEndpointRouteBuilder api)
    {
        ListCustomFields.Map(api);
        CreateCustomField.Map(api);
        GetCustomField.Map(api);
        UpdateCustomFields.Map(api);
    }
}
