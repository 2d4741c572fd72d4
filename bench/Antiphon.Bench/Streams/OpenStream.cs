using System.Diagnostics;
using System.Net.Sockets;
using Antiphon.Bench.Servers;

namespace Antiphon.Bench.Streams;

/// <summary>
/// One open live stream, of which no more is read than where an event begins. A thousand readers share the machine with what is measured, so each has to cost little.
/// </summary>
internal sealed class OpenStream : IDisposable
{
    private const int Longest = 16;

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    // The end of what came before stands in front: a word may be cut in two.
    private readonly byte[] buffer = new byte[4096];
    private int kept;

    private OpenStream()
    {
    }

    public static async Task<OpenStream> OpenAsync(ServerProcess server, byte[] request, CancellationToken cancellationToken)
    {
        var stream = new OpenStream();
        await stream.socket.ConnectAsync(server.Address.Host, server.Address.Port, cancellationToken);
        await stream.socket.SendAsync(request, cancellationToken);
        await stream.NextAsync("event: ready"u8.ToArray(), cancellationToken);
        return stream;
    }

    /// <summary>Waits for an event of which the first line is <paramref name="line"/>; answers when it came, as a time stamp.</summary>
    public async Task<long> NextAsync(byte[] line, CancellationToken cancellationToken)
    {
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(kept), cancellationToken);
            var now = Stopwatch.GetTimestamp();
            if (received == 0)
            {
                throw new BenchException("A server ended a stream.");
            }

            var filled = kept + received;
            if (buffer.AsSpan(0, filled).IndexOf(line) is >= 0 and var at)
            {
                Keep(at + line.Length, filled);
                return now;
            }

            Keep(Math.Max(0, filled - Longest), filled);
        }
    }

    public void Dispose() => socket.Dispose();

    // Of what follows an event only the last bytes matter, because nobody writes the next one before every stream has this one.
    private void Keep(int from, int filled)
    {
        from = Math.Max(from, filled - Longest);
        buffer.AsSpan(from, filled - from).CopyTo(buffer);
        kept = filled - from;
    }
}
