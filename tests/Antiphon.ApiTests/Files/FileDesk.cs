using Antiphon.ApiTests.Furniture;
using Microsoft.Extensions.Configuration;

namespace Antiphon.ApiTests.Files;

/// <summary>A desk that takes files up to a small limit.</summary>
public sealed class FileDesk : IAsyncLifetime
{
    public const long Most = 200_000;

    public Desk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Desk = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Files:MaxBytes", $"{Most}")]));

    public ValueTask DisposeAsync() => Desk.DisposeAsync();

    /// <summary>What lies in the store of a desk.</summary>
    internal static FileInfo[] Contents(Desk desk) =>
        new DirectoryInfo(Path.Combine(Desk.FilesOf(desk.ConnectionString), "contents")) is { Exists: true } folder ? folder.GetFiles("*", SearchOption.AllDirectories) : [];
}
