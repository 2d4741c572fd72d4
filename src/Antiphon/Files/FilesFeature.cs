using Antiphon.Files.Attaching;
using Antiphon.Files.Copying;
using Antiphon.Files.Storing;

namespace Antiphon.Files;

/// <summary>Files of messages, calls and jobs. Contract page: files.</summary>
internal static class FilesFeature
{
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddOptions<FilesOptions>().BindConfiguration(FilesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<IFileStore, FolderStore>()
            .AddScoped<StoreFile>()
            .AddScoped<UploadFiles>()
            .AddScoped<DownloadFile>()
            .AddScoped<CheckAttachments>()
            .AddScoped<WeighAttachments>()
            .AddScoped<CopyFiles>()
            .AddHostedSingleton<FileCopier>()
            .AddSingleton<FileLinks>()
            .AddHostedSingleton<SweepFiles>()
            .AddRetention<ForgetFiles>();
    }

    public static void MapFiles(this IEndpointRouteBuilder api)
    {
        UploadFiles.Map(api);
        DownloadFile.Map(api);
    }
}
