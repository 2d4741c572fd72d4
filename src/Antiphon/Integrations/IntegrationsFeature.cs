using Antiphon.Integrations.Delivery;
using Antiphon.Integrations.Templates;
using Antiphon.OAuth.Apps;

namespace Antiphon.Integrations;

/// <summary>Connections to outside services. Contract page: integrations and webhooks.</summary>
internal static class IntegrationsFeature
{
    public static IServiceCollection AddIntegrations(this IServiceCollection services) => services
        .AddDelivery()
        .AddScoped<IAppRemains, StopAppIntegrations>()
        .AddScoped<ReadIntegrations>()
        .AddScoped<IntegrationChanges>()
        .AddScoped<IntegrationUses>()
        .AddScoped<ListIntegrations>()
        .AddScoped<CreateIntegration>()
        .AddScoped<GetIntegration>()
        .AddScoped<UpdateIntegration>()
        .AddScoped<DeleteIntegration>()
        .AddScoped<InstallIntegrationTemplate>();

    public static void MapIntegrations(this IEndpointRouteBuilder api)
    {
        ListIntegrations.Map(api);
        CreateIntegration.Map(api);
        GetIntegration.Map(api);
        UpdateIntegration.Map(api);
        DeleteIntegration.Map(api);
        ListIntegrationTemplates.Map(api);
        InstallIntegrationTemplate.Map(api);
        api.MapDelivery();
    }
}
