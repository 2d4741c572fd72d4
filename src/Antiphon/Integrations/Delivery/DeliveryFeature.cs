using Antiphon.Integrations.Delivery.Health;
using Antiphon.Integrations.Delivery.Log;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Operating;

namespace Antiphon.Integrations.Delivery;

/// <summary>How events reach HTTP integrations. Contract page: integrations and webhooks, sections 3 to 5.</summary>
internal static class DeliveryFeature
{
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddSection<DeliveryOptions>(DeliveryOptions.Section)
            .Validate(options => options.ReadRetries() is not null, "Webhooks:Retries must be pauses such as 5s,5m,1h separated by commas, or standard, or compatible.")
            .Validate(options => options.ReadActionRetries() is not null, "Webhooks:ActionRetries must be pauses such as 10s,1m,5m separated by commas.");
        return services
            .AddSingleton(WriteDeliveries.Consumer)
            .AddSingleton<RetrySchedule>()
            .AddSingleton<SendDelivery>()
            .AddSingleton<KeepAnswer>()
            .AddSingleton<ClientLogin>()
            .AddHostedSingleton<DeliveryFollower>()
            .AddHostedSingleton<DeliverySender>()
            .AddHostedSingleton<NoticeSender>()
            .AddRetention<DeliveryRetention>()
            .AddScoped<WebhookSubscriptions>()
            .AddScoped<WebhookTargets>()
            .AddScoped<WriteDeliveries>()
            .AddScoped<DeliveryStore>()
            .AddScoped<DeliveryQueue>()
            .AddScoped<EndDeliveries>()
            .AddScoped<SwitchOff>()
            .AddScoped<OwnerNotices>()
            .AddScoped<ListDeliveries>()
            .AddScoped<GetDelivery>()
            .AddScoped<ReplayDeliveries>()
            .AddScoped<TestIntegration>();
    }

    public static void MapDelivery(this IEndpointRouteBuilder api)
    {
        ListDeliveries.Map(api);
        GetDelivery.Map(api);
        ReplayDeliveries.Map(api);
        TestIntegration.Map(api);
    }
}
