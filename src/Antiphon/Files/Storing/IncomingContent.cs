using System.Buffers;
using System.Security.Cryptography;

namespace Antiphon.Files.Storing;

/// <summary>
/// A content on its way in: written front to back into a file of its own, while its digest is taken. However large it is, one buffer of it is in memory. Disposing
/// of it deletes what was not stored.
/// </summary>
internal sealed class IncomingContent : IAsyncDisposable
{
    private const int BufferBytes = 128 * 1024;
    private const int HeadBytes = 16;

    private readonly FileStream file;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] head = new byte[HeadBytes];

    public IncomingContent(IFileStore store)
    {
        Directory.CreateDirectory(store.IncomingDirectory);
        Path = System.IO.Path.Combine(store.IncomingDirectory, System.IO.Path.GetRandomFileName());
        file = new FileStream(Path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 });
    }

    public string Path { get; }

    public long Size { get; private set; }

    /// <summary>The first bytes, by which programs are known.</summary>
    public ReadOnlySpan<byte> Head => head.AsSpan(0, (int)Math.Min(Size, HeadBytes));

    /// <summary>Known when the content is complete.</summary>
    public byte[] Digest { get; private set; } = [];

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Size < HeadBytes)
        {
            var count = (int)Math.Min(HeadBytes - Size, bytes.Length);
            bytes.Span[..count].CopyTo(head.AsSpan((int)Size));
        }

        hash.AppendData(bytes.Span);
        await file.WriteAsync(bytes, cancellationToken);
        Size += bytes.Length;
    }

    /// <summary>Takes a whole stream in; false as soon as it has more bytes than <paramref name="most"/>.</summary>
    public async Task<bool> ReadFromAsync(Stream source, long most, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (Size + count > most)
                {
                    return false;
                }

                await WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Nothing comes any more: what came is on the disk, and its digest is known.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await file.FlushAsync(cancellationToken);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
        await file.DisposeAsync();
        Digest = hash.GetHashAndReset();
    }

    public async ValueTask DisposeAsync()
    {
        hash.Dispose();
        await file.DisposeAsync();
        File.Delete(Path);
    }
}
