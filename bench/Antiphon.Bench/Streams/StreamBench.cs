using System.Diagnostics;
using Antiphon.Bench.Load;
using Antiphon.Bench.Seeding;
using Antiphon.Bench.Servers;

namespace Antiphon.Bench.Streams;

/// <summary>What a thousand open live streams cost the server, and how soon each of them has a change that somebody makes.</summary>
internal sealed class StreamBench(BenchOptions options, Action<string> say)
{
    public const string Verb = "streams";

    private const int Streams = 1_000;
    private const int AtOnce = 50;

    // Until what runs often is compiled for good.
    private const int WarmUp = 40;
    private const int Changes = 50;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var database = await BenchDatabase.OpenAsync(options, say, cancellationToken);
        var target = await Target.FindAsync(database.ConnectionString, Seed.SmallDomain, cancellationToken);
        await using var server = await ServerProcess.StartAntiphonAsync(database.ConnectionString, cancellationToken);
        using var writer = await WireConnection.OpenAsync(server.Address, cancellationToken);
        var streams = new List<OpenStream>();
        try
        {
            streams.AddRange(await OpenAsync(server, target, AtOnce, cancellationToken));
            _ = await ChangeAsync(writer, target, streams, WarmUp, cancellationToken);
            await Task.Delay(options.Settle, TimeProvider.System, cancellationToken);
            var before = server.ResidentMegabytes;
            while (streams.Count < Streams)
            {
                streams.AddRange(await OpenAsync(server, target, AtOnce, cancellationToken));
            }

            _ = await ChangeAsync(writer, target, streams, WarmUp, cancellationToken);
            var delays = await ChangeAsync(writer, target, streams, Changes, cancellationToken);
            return $"""
                | {Streams:N0} open live streams | |
                |---|---:|
                | memory of the server for them | {server.ResidentMegabytes - before:N1} MB |
                | beginning of the writing request to a stream, p50 | {At(delays, 0.5):N1} ms |
                | p99 | {At(delays, 0.99):N1} ms |
                | slowest of {delays.Count:N0} | {delays[^1]:N1} ms |

                """;
        }
        finally
        {
            foreach (var stream in streams)
            {
                stream.Dispose();
            }
        }
    }

    private static double At(List<double> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];

    private static Task<OpenStream[]> OpenAsync(ServerProcess server, Target target, int count, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => OpenStream.OpenAsync(server, target.Get("/api/live"), cancellationToken)));

    /// <summary>Makes changes one after another, each when every stream has the one before; answers how long each was on its way to each, in milliseconds, the shortest first.</summary>
    private static async Task<List<double>> ChangeAsync(WireConnection writer, Target target, List<OpenStream> streams, int changes, CancellationToken cancellationToken)
    {
        var delays = new List<double>();
        for (var i = 0; i < changes; i++)
        {
            var arrivals = streams.ConvertAll(stream => stream.NextAsync("event: change"u8.ToArray(), cancellationToken));
            var begun = Stopwatch.GetTimestamp();
            await writer.CallAsync(target.Post("/api/tags", $$"""{"name": "{{Guid.NewGuid()}}"}"""), cancellationToken);
            delays.AddRange((await Task.WhenAll(arrivals)).Select(arrived => Stopwatch.GetElapsedTime(begun, arrived).TotalMilliseconds));
        }

        return [.. delays.Order()];
    }
}
