namespace Antiphon.Accounts;

/// <summary>The account itself. Contract page: account.</summary>
internal static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddScoped<GetAccount>()
        .AddScoped<ListAccountSettings>();

    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        GetAccount.Map(api);
        ListAccountSettings.Map(api);
    }
}
