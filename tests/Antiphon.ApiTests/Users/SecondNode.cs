using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Users;

/// <summary>Another server process on the database of a desk, as far as the desk can tell.</summary>
internal sealed class SecondNode : IAsyncDisposable
{
    private readonly WebApplication app;

    private SecondNode(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    public static async Task<SecondNode> StartAsync(string connectionString, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder);
        var node = new SecondNode(Server.Build(builder, connectionString));
        await node.app.StartAsync();
        return node;
    }

    public HttpClient Caller(AuthenticationHeaderValue authorization, string? host = null)
    {
        var caller = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        caller.DefaultRequestHeaders.Authorization = authorization;
        caller.DefaultRequestHeaders.Host = host;
        return caller;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
