namespace Antiphon.Customers;

/// <summary>The people who write to the company. Contract page: customers.</summary>
internal static class CustomersFeature
{
    public static IServiceCollection AddCustomers(this IServiceCollection services) => services
        .AddScoped<ListCustomers>()
        .AddScoped<CreateCustomer>()
        .AddScoped<GetCustomer>()
        .AddScoped<UpdateCustomer>()
        .AddScoped<DeleteCustomers>()
        .AddScoped<MergeCustomers>()
        .AddScoped<SuggestMerges>()
        .AddScoped<GetCustomerData>()
        .AddScoped<UpdateCustomerData>()
        .AddScoped<StoreCustomerIntegrationData>()
        .AddScoped<ListCustomerFields>()
        .AddScoped<SetCustomerFields>()
        .AddScoped<ResolveCustomer>();

    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        ListCustomers.Map(api);
        CreateCustomer.Map(api);
        GetCustomer.Map(api);
        UpdateCustomer.Map(api);
        DeleteCustomers.Map(api);
        MergeCustomers.Map(api);
        SuggestMerges.Map(api);
        GetCustomerData.Map(api);
        UpdateCustomerData.Map(api);
        ListCustomerFields.Map(api);
        SetCustomerFields.Map(api);
    }
}
