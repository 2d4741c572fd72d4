using Antiphon.ApiTests.Furniture;
using Microsoft.Extensions.Configuration;

namespace Antiphon.ApiTests.Files;

/// <summary>A desk that takes files up to a small limit.</summary>
public class FileDesk : IAsyncLifetime
{
    public const long Most = 200_000;

    public Desk Desk { get; private set; } = null!;

    public virtual TestStore Store => TestStore.Folder;

    /// <summary>What lies in the store.</summary>
    public IReadOnlyList<FileInfo> Contents => Store.Contents(Desk);

    public async ValueTask InitializeAsync() => Desk = await Store.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Files:MaxBytes", $"{Most}")]));

    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same with contents in a bucket.</summary>
public sealed class BucketFileDesk : FileDesk
{
    public override TestStore Store => TestStore.Bucket;
}
