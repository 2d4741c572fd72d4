using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Changes;

/// <summary>
/// What many open streams cost, and how soon each has a change. ANTIPHON_STREAMS says how many; the figures are of server and readers together, which share
/// this process and its processors. The bound on the time counts only when the number is named, on a machine that does nothing else.
/// </summary>
[Trait("row", "N06")]
public sealed class ManyStreamsTests
{
    private const int Changes = 20;
    private const int BytesOfStream = 100 * 1024;

    private static readonly string? Wanted = Environment.GetEnvironmentVariable("ANTIPHON_STREAMS");
    private static readonly int Streams = int.Parse(Wanted ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_stream_gets_every_change_soon_and_none_costs_much()
    {
        await using var desk = await Desk.StartAsync();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseCookies = false };
        using var caller = new HttpClient(handler) { BaseAddress = desk.Address, Timeout = Timeout.InfiniteTimeSpan };
        caller.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(desk.Admin.DefaultRequestHeaders.Authorization!.ToString());
        using (await LiveReader.OpenAsync(caller))
        {
            await TagAsync(desk, "warm");
        }

        await desk.Admin.PositionAsync();
        var (managed, resident) = Memory();
        var arrivals = Enumerable.Range(0, Changes).Select(_ => new Arrival()).ToArray();
        var readers = new List<Task>();
        var open = new Arrival();
        for (var i = 0; i < Streams; i++)
        {
            readers.Add(Task.Run(() => ReadAsync(caller, open, arrivals)));
        }

        await open.All.Task.WaitAsync(TestContext.Current.CancellationToken);
        // The one of before leaves when its connection has been drained.
        await Threads.UntilAsync(() => Task.FromResult(desk.Services.GetRequiredService<LiveStreams>().Count == Streams));
        var (managedAfter, residentAfter) = Memory();
        for (var change = 0; change < Changes; change++)
        {
            arrivals[change].SentAt = Stopwatch.GetTimestamp();
            await TagAsync(desk, $"change {change}");
            await arrivals[change].All.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(readers);
        var times = arrivals.SelectMany(arrival => arrival.Times).Select(time => time.TotalMilliseconds).Order().ToList();
        var cost = managedAfter - managed;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Streams} streams: {cost / 1048576.0:0.0} MB managed, {(residentAfter - resident) / 1048576.0:0.0} MB resident, with their readers; from the beginning of the writing request to the reader: "
            + $"median {times[times.Count / 2]:0} ms, 99 % {times[(int)(times.Count * 0.99)]:0} ms, longest {times[^1]:0} ms, first {times[0]:0} ms");
        Assert.Equal(Streams * Changes, times.Count);
        Assert.True(cost < (long)Streams * BytesOfStream, $"{cost} bytes for {Streams} streams");
        Assert.True(Wanted is null || times[times.Count / 2] < 100, $"median {times[times.Count / 2]} ms");
    }

    private static async Task ReadAsync(HttpClient caller, Arrival open, Arrival[] arrivals)
    {
        using var reader = await LiveReader.OpenAsync(caller);
        open.Note(Streams);
        foreach (var arrival in arrivals)
        {
            await reader.NextAsync("change");
            arrival.Note(Streams);
        }
    }

    private static async Task TagAsync(Desk desk, string name) => (await desk.Admin.PostJsonAsync("/api/tags", new { name })).Is(HttpStatusCode.Created);

    private static (long Managed, long Resident) Memory()
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return (managed, process.WorkingSet64);
    }

    private sealed class Arrival
    {
        private readonly Lock gate = new();

        public long SentAt { get; set; }

        public List<TimeSpan> Times { get; } = [];

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Note(int streams)
        {
            var elapsed = Stopwatch.GetElapsedTime(SentAt);
            lock (gate)
            {
                Times.Add(elapsed);
                if (Times.Count == streams)
                {
                    All.TrySetResult();
                }
            }
        }
    }
}
