using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Antiphon.Bench.Webhooks;

/// <summary>Takes webhooks and notes when the first of each event came.</summary>
internal sealed class BenchReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<long, long> arrivals = new();
    private int count;

    private BenchReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(http =>
        {
            var now = Stopwatch.GetTimestamp();
            arrivals.TryAdd(long.Parse(http.Request.Headers["X-Antiphon-Event-Id"].ToString(), CultureInfo.InvariantCulture), now);
            Interlocked.Increment(ref count);
            return http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        });
    }

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";

    public int Count => Volatile.Read(ref count);

    public static async Task<BenchReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new BenchReceiver();
        await receiver.app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>The time stamp of an event's arrival; null when it has not come.</summary>
    public long? ArrivalOf(long eventId) => arrivals.TryGetValue(eventId, out var at) ? at : null;

    public async Task UntilAsync(int wanted, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Count < wanted)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
