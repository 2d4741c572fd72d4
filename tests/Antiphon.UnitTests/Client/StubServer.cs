using System.Collections.Concurrent;
using Antiphon.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Antiphon.UnitTests.Client;

/// <summary>A real server on a free port that does what the test says.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    /// <summary>Method, path with query, and the credentials of each request.</summary>
    public ConcurrentQueue<(string Method, string Target, string Authorization, string Body)> Seen { get; } = new();

    public static async Task<StubServer> StartAsync(RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http1));
        var server = new StubServer(builder.Build());
        server.app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = context.Request;
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            server.Seen.Enqueue((request.Method, $"{request.Path}{request.QueryString}", request.Headers.Authorization.ToString(), body));
            await handle(context);
        });
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public AntiphonClient Client(AntiphonClientOptions? options = null) =>
        new(Address, AntiphonCredentials.ApiKey("sam@store.example", "0123"), options ?? new() { RetryDelay = TimeSpan.Zero });

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
