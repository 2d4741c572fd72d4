using Antiphon.Accounts.Settings;

namespace Antiphon.Accounts;

/// <summary>
/// The tenants: found by the host of a request, looked after by the operator's command line. The account itself on the wire: contract page account.
/// </summary>
internal static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddSingleton<AccountDirectory>()
        .AddSingleton<AccountAddress>()
        .AddScoped<CreateAccount>()
        .AddScoped<FindAccount>()
        .AddScoped<ListAccounts>()
        .AddScoped<SetSwitches>()
        .AddScoped<EnforceSecondFactor>()
        .AddScoped<AddHost>()
        .AddScoped<RemoveHost>()
        .AddScoped<GetAccount>()
        .AddScoped<ListAccountSettings>()
        .AddScoped<CheckSettingData>()
        .AddScoped<CreateAccountSetting>()
        .AddScoped<UpdateAccountSetting>();

    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        GetAccount.Map(api);
        ListAccountSettings.Map(api);
        EnforceSecondFactor.Map(api);
        CreateAccountSetting.Map(api);
        UpdateAccountSetting.Map(api);
        DeletePickup.Map(api);
    }
}
