using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Antiphon.Operating;

/// <summary>
/// Sends metrics to an OpenTelemetry collector when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the other variables of that standard work too. What is
/// pending goes out when the server stops.
/// </summary>
internal sealed class MetricExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Ours, the web server's connections, the database pool and the runtime's memory and threads.
    private static readonly string[] Meters = [RequestMetrics.Meter, "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime"];

    private MeterProvider? provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[Endpoint] is { Length: > 0 })
        {
            provider = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService("antiphon", serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)))
                .AddMeter(Meters)
                .AddOtlpExporter()
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        provider?.Dispose();
        provider = null;
    }
}
