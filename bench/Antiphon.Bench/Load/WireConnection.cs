using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Antiphon.Bench.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends prepared bytes and reads no more of an answer than its status and length. The driver shares the
/// machine with what it measures, so it has to cost little.
/// </summary>
internal sealed class WireConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[64 * 1024];

    public static async Task<WireConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var connection = new WireConnection();
        await connection.socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        return connection;
    }

    /// <summary>Answers how many bytes the body had.</summary>
    /// <exception cref="BenchException">The answer was no success.</exception>
    public async ValueTask<int> CallAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await socket.SendAsync(request, cancellationToken);
        var (filled, whole, head) = (0, 0, 0);
        do
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var received = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (received == 0)
            {
                throw new BenchException("A server closed the connection.");
            }

            filled += received;
            if (whole == 0 && buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                head = end + 4;
                whole = head + LengthOf(buffer.AsSpan(0, end));
            }
        }
        while (whole == 0 || filled < whole);

        if (buffer[9] != (byte)'2')
        {
            throw new BenchException($"{Encoding.UTF8.GetString(request.Span).Split('\r')[0]} was answered: {Encoding.UTF8.GetString(buffer, 0, whole)}");
        }

        return whole - head;
    }

    public void Dispose() => socket.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? length : throw new BenchException($"No length: {Encoding.UTF8.GetString(head)}");
    }
}
