using System.Runtime.CompilerServices;
using Antiphon.Files.Attaching;
using Antiphon.Files.Copying;
using Antiphon.Files.Storing;
using Antiphon.Files.Storing.S3;
using Antiphon.Operating;
using Microsoft.Extensions.Options;

namespace Antiphon.Files;

/// <summary>Files of messages, calls and jobs. Contract page: files.</summary>
internal static class FilesFeature
{
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddSection<FilesOptions>(FilesOptions.Section);
        services.AddSection<S3Options>(S3Options.Section);
        return services
            .AddSingleton<IValidateOptions<S3Options>, CheckS3Options>()
            .AddSingleton(ChooseStore)
            .AddHostedSingleton<WatchStore>()
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

    private static IFileStore ChooseStore(IServiceProvider services) =>
        services.GetRequiredService<IOptions<S3Options>>().Value.IsSet ? MakeS3Store(services) : ActivatorUtilities.CreateInstance<FolderStore>(services);

    // A method of its own, so that whoever has a folder does not load the client of S3.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3Store MakeS3Store(IServiceProvider services) => ActivatorUtilities.CreateInstance<S3Store>(services);
}
