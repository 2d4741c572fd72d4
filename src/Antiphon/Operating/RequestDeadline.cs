using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Antiphon.Operating;

/// <summary>
/// When the server stops, requests in flight have half a minute to finish; what is left then is cut off, so that the background services behind them
/// still have time to end in order.
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>For the web server, the background services and the last words to the database together.</summary>
    public static readonly TimeSpan WholeStop = Grace + TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource overdue;
    private readonly CancellationTokenRegistration stopping;

    public RequestDeadline(IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        overdue = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        stopping = lifetime.ApplicationStopping.Register(() => overdue.CancelAfter(Grace));
    }

    public void Apply(KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
    {
        await using var cut = overdue.Token.Register(() => connection.Abort(new ConnectionAbortedException("The server stops.")));
        await next(connection);
    }));

    public void Dispose()
    {
        stopping.Dispose();
        overdue.Dispose();
    }
}
