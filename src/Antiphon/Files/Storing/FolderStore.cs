using Microsoft.Extensions.Options;

namespace Antiphon.Files.Storing;

/// <summary>Contents in a folder, which may be a network share of several nodes.</summary>
internal sealed class FolderStore(IOptions<FilesOptions> options) : IFileStore
{
    private readonly string root = Path.GetFullPath(options.Value.Directory);

    public string IncomingDirectory => Path.Combine(root, "incoming");

    public Task PutAsync(ContentKey key, string path, CancellationToken cancellationToken)
    {
        var place = PlaceOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        // What has the same name holds the same bytes, so it does not matter who comes second.
        File.Move(path, place, overwrite: true);
        return Task.CompletedTask;
    }

    public Task<Stream?> OpenAsync(ContentKey key, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PlaceOf(key), new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            }));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(ContentKey key, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PlaceOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            return Task.CompletedTask;
        }

        return Task.CompletedTask;
    }

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string PlaceOf(ContentKey key) => Path.Combine(root, "contents", key.Path.Replace('/', Path.DirectorySeparatorChar));
}
