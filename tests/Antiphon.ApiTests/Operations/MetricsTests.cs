using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.Operating;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Operations;

public sealed class MetricsTests
{
    [Fact]
    public async Task Requests_are_counted_by_route_template_and_status_and_refusals_apart()
    {
        await using var desk = await Desk.StartAsync();
        var seen = new ConcurrentBag<string>();
        using var listener = Listen(desk, seen);

        await desk.Admin.GetJsonAsync("/api/tags/123456");
        await desk.SwitchAsync(new Switches { Plan = "custom", CustomKeySize = 1, CustomAppSize = 1, CustomWindow = 3600 });
        await desk.Admin.GetJsonAsync("/api/tags");
        await desk.Admin.GetJsonAsync("/api/tags");
        await desk.Admin.CallAsync(HttpMethod.Parse("BREW"), "/coffee");

        Assert.Contains("antiphon.requests GET /api/tags/{id:long} 404", seen);
        Assert.Contains("antiphon.request.duration GET /api/tags/{id:long} 404", seen);
        Assert.Contains("antiphon.requests GET /api/tags 429", seen);
        Assert.Contains("antiphon.requests.limited GET /api/tags", seen);
        Assert.Contains("antiphon.requests _OTHER none 404", seen);
        Assert.DoesNotContain(seen, line => line.Contains("123456", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_reach_the_collector_that_the_environment_names()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.TrySetResult(http.Request.Path + " " + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        using var site = Site.On(await Desk.NewDatabaseAsync());
        await using var server = site.Start(
            "--port 0 --no-demo", ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var started = await server.AnnouncementAsync();
        using var caller = started.Caller();
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);

        // What is pending is sent at the end.
        Assert.Equal(0, (await server.StopAsync()).ExitCode);

        var export = await received.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("/v1/metrics", export, StringComparison.Ordinal);
        Assert.Contains("antiphon.requests", export, StringComparison.Ordinal);
        Assert.Contains("/api/tags", export, StringComparison.Ordinal);
    }

    private static MeterListener Listen(Desk desk, ConcurrentBag<string> seen)
    {
        var meters = (IMeterFactory)desk.Services.GetService(typeof(IMeterFactory))!;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Other desks of this process have a meter of the same name.
                if (instrument.Meter.Name == RequestMetrics.Meter && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Add(Line(instrument, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add(Line(instrument, tags)));
        listener.Start();
        return listener;
    }

    private static string Line(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = new StringBuilder(instrument.Name);
        foreach (var tag in tags)
        {
            line.Append(' ').Append(tag.Value);
        }

        return line.ToString();
    }
}
