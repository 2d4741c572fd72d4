using Antiphon.Identity.SignIn;

namespace Antiphon.Identity;

/// <summary>Who calls: API keys, passwords, sessions, roles.</summary>
internal static class IdentityFeature
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddHostedSingleton<KeyUse>()
        .AddSingleton<ApiKeys>()
        .AddScoped<CreateApiKey>()
        .AddScoped<ListApiKeys>()
        .AddScoped<RevokeApiKey>()
        .AddScoped<SetPassword>()
        .AddSignIn();
}
