using System.Diagnostics;
using System.Diagnostics.Metrics;
using Antiphon.Http;

namespace Antiphon.Operating;

/// <summary>
/// What the meter <c>Antiphon</c> tells of requests. Labels come from our own routes and the standard's methods, never from a caller, so their number
/// is bounded.
/// </summary>
internal sealed class RequestMetrics
{
    public const string Meter = "Antiphon";
    private const string NoRoute = "none";
    private const string OtherMethod = "_OTHER";

    private readonly Counter<long> requests;
    private readonly Counter<long> limited;
    private readonly Histogram<double> duration;

    public RequestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        requests = meter.CreateCounter<long>("antiphon.requests", "{request}", "Requests answered, by method, route and status.");
        limited = meter.CreateCounter<long>("antiphon.requests.limited", "{request}", "Requests refused by a rate limit (429), by method and route.");
        duration = meter.CreateHistogram(
            "antiphon.request.duration",
            "s",
            "Time from the request's headers to the end of its answer, by method, route and status.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
    }

    public void Answered(HttpContext http, TimeSpan elapsed)
    {
        var method = KeyValuePair.Create<string, object?>("http.request.method", MethodOf(http.Request.Method));
        var route = KeyValuePair.Create<string, object?>("http.route", (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute);
        var status = KeyValuePair.Create<string, object?>("http.response.status_code", http.Response.StatusCode);
        requests.Add(1, method, route, status);
        // How long somebody looks says nothing about how long anybody waits.
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is not { IsStream: true })
        {
            duration.Record(elapsed.TotalSeconds, new TagList { method, route, status });
        }

        if (http.Response.StatusCode is StatusCodes.Status429TooManyRequests)
        {
            limited.Add(1, method, route);
        }
    }

    private static string MethodOf(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method)
        || HttpMethods.IsPatch(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            ? HttpMethods.GetCanonicalizedValue(method)
            : OtherMethod;
}

/// <summary>Measures every request, from outside everything else that handles it.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, RequestMetrics metrics, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var started = clock.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            metrics.Answered(http, clock.GetElapsedTime(started));
        }
    }
}
