using System.Text;

namespace Antiphon.Cli;

/// <summary>A stream that ends in a writer, for what is made as UTF-8 and printed. A letter that is cut between two writes is kept for the next one.</summary>
internal sealed class WriterStream(TextWriter writer) : Stream
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => writer.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var letters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        writer.Write(letters, 0, decoder.GetChars(buffer, letters, flush: false));
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var letters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        var count = decoder.GetChars(buffer.Span, letters, flush: false);
        await writer.WriteAsync(letters.AsMemory(0, count), cancellationToken);
    }
}
