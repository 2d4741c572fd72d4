using Antiphon.Jobs.Kinds;
using Antiphon.Jobs.Running;
using Antiphon.Operating;

namespace Antiphon.Jobs;

/// <summary>Bulk operations in the background. Contract page: jobs.</summary>
internal static class JobsFeature
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSection<JobsOptions>(JobsOptions.Section);
        return services
            .AddScoped<CheckJob>()
            .AddScoped<CreateJob>()
            .AddScoped<GetJob>()
            .AddScoped<ListJobs>()
            .AddScoped<UpdateJob>()
            .AddScoped<CancelJob>()
            .AddScoped<JobQueue>()
            .AddScoped<RunJob>()
            .AddScoped<SelectTickets>()
            .AddScoped<IJobKind, UpdateTicketJob>()
            .AddScoped<IJobKind, ApplyMacroJob>()
            .AddScoped<IJobKind, DeleteTicketJob>()
            .AddScoped<IJobKind, ExportTicketJob>()
            .AddScoped<IJobKind, ExportMacroJob>()
            .AddScoped<IJobKind, ImportMacroJob>()
            .AddHostedSingleton<JobWorker>();
    }

    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        ListJobs.Map(api);
        CreateJob.Map(api);
        GetJob.Map(api);
        UpdateJob.Map(api);
        CancelJob.Map(api);
    }
}
