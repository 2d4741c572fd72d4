using Antiphon.Audit.Chain;
using Antiphon.Operating;

namespace Antiphon.Audit;

/// <summary>The audit log: an extension of ours. See docs/audit.md.</summary>
internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSection<AuditOptions>(AuditOptions.Section);
        return services
            .AddHostedSingleton<AuditChainer>()
            .AddRetention<AuditRetention>()
            .AddSingleton<Refusals>()
            .AddScoped<ChainEntries>()
            .AddScoped<VerifyAudit>()
            .AddScoped<ListAudit>()
            .AddScoped<ExportAudit>();
    }

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        ListAudit.Map(api);
        ExportAudit.Map(api);
    }
}
