using Antiphon.Identity.SignIn;

namespace Antiphon.Identity;

/// <summary>Who calls: API keys, passwords, sessions, roles.</summary>
internal static class IdentityFeature
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddHostedSingleton<KeyUse>()
        .AddSingleton<ApiKeys>()
        .AddScoped<CallerAddress>()
        .AddSingleton<RefusedCredentials>()
        .AddScoped<ListApiKeys>()
        .AddScoped<GetApiKey>()
        .AddScoped<GetApiKeyUsage>()
        .AddScoped<CreateApiKey>()
        .AddScoped<RotateApiKey>()
        .AddScoped<RevokeApiKey>()
        .AddScoped<SetPassword>()
        .AddSignIn();

    public static void MapIdentity(this IEndpointRouteBuilder api)
    {
        ListApiKeys.Map(api);
        CreateApiKey.Map(api);
        GetApiKey.Map(api);
        GetApiKeyUsage.Map(api);
        RotateApiKey.Map(api);
        RevokeApiKey.Map(api);
        api.MapSignInProviders();
    }
}
