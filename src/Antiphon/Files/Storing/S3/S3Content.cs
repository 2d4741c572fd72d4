using Amazon.S3.Model;

namespace Antiphon.Files.Storing.S3;

/// <summary>
/// A content of a bucket, of which nothing is asked for before it is read, and then a piece at a time: seeking costs nothing, nothing is kept in memory, and a
/// connection that breaks midway is followed by another from the same place.
/// </summary>
internal sealed class S3Content(S3Store store, string name, long length) : Stream
{
    private const long PieceBytes = 8 * 1024 * 1024;
    private const int Attempts = 3;

    private GetObjectResponse? piece;
    private long pieceEnd;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value != position)
            {
                Drop();
                position = value;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || position >= length)
        {
            return 0;
        }

        for (var attempt = 1; ; attempt++)
        {
            if (piece is null)
            {
                pieceEnd = Math.Min(length, position + PieceBytes);
                piece = await store.ReadAsync(name, position, pieceEnd, cancellationToken);
            }

            try
            {
                var count = await ReadPieceAsync(piece.ResponseStream, buffer[..(int)Math.Min(buffer.Length, pieceEnd - position)], cancellationToken);
                position += count;
                if (position == pieceEnd)
                {
                    Drop();
                }

                return count;
            }
            catch (Exception e) when (S3Store.IsBroken(e, cancellationToken))
            {
                Drop();
                if (attempt == Attempts)
                {
                    throw new FileStoreException($"The file store breaks off: {e.GetBaseException().Message}", e);
                }
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("What lies elsewhere is read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop();
        }

        base.Dispose(disposing);
    }

    // A store that falls silent midway must not hold the reader for ever.
    private async Task<int> ReadPieceAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(store.Patience);
        var count = await source.ReadAsync(buffer, late.Token);
        return count > 0 ? count : throw new EndOfStreamException("The answer is shorter than the content.");
    }

    private void Drop()
    {
        piece?.Dispose();
        piece = null;
    }
}
