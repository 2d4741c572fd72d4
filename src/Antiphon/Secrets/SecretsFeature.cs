using Antiphon.Operating;

namespace Antiphon.Secrets;

/// <summary>Secrets that the database keeps without knowing them.</summary>
internal static class SecretsFeature
{
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddSection<SecretOptions>(SecretOptions.Section);
        return services
            .AddSingleton<MasterKey>()
            .AddSingleton<SecretKeys>()
            .AddScoped<SealKeysAnew>()
            .AddHostedService<CheckMasterKey>();
    }
}
