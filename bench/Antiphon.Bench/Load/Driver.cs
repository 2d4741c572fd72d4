using System.Diagnostics;
using Antiphon.Bench.Servers;

namespace Antiphon.Bench.Load;

/// <summary>A closed loop: each connection sends its next request when the last is answered.</summary>
internal static class Driver
{
    public static async Task<Latencies> RunAsync(
        ServerProcess server, IReadOnlyList<byte[]> requests, int connections, TimeSpan warmUp, TimeSpan measured, CancellationToken cancellationToken)
    {
        var open = new List<WireConnection>();
        try
        {
            for (var i = 0; i < connections; i++)
            {
                open.Add(await WireConnection.OpenAsync(server.Address, cancellationToken));
            }

            var begin = Stopwatch.GetTimestamp() + Ticks(warmUp);
            var end = begin + Ticks(measured);
            var (next, bytes) = (-1, 0L);
            var before = server.ProcessorTime;
            var taken = await Task.WhenAll(open.Select(connection => Task.Run(() => LoopAsync(connection), cancellationToken)));
            // The time of the warm-up is in this and its requests are not: take its share out.
            var share = measured / (measured + warmUp);
            return new Latencies(taken.SelectMany(ticks => ticks), measured, (server.ProcessorTime - before) * share, bytes);

            async Task<List<long>> LoopAsync(WireConnection connection)
            {
                var ticks = new List<long>(4096);
                while (true)
                {
                    var request = requests[(int)((uint)Interlocked.Increment(ref next) % requests.Count)];
                    var started = Stopwatch.GetTimestamp();
                    var length = await connection.CallAsync(request, cancellationToken);
                    var ended = Stopwatch.GetTimestamp();
                    if (ended >= end)
                    {
                        return ticks;
                    }

                    if (started >= begin)
                    {
                        ticks.Add(ended - started);
                        Interlocked.Add(ref bytes, length);
                    }
                }
            }
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
