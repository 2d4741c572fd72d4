using Antiphon.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antiphon.ApiTests.Furniture;

/// <summary>Another server on the database of a desk. To the database it looks like a process of its own, also when it dies.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static int count;

    private readonly WebApplication app;
    private readonly string name;
    private readonly string connectionString;

    private Node(WebApplication app, string name, string connectionString)
    {
        this.app = app;
        this.name = name;
        this.connectionString = connectionString;
    }

    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<Node> StartAsync(string connectionString, Action<WebApplicationBuilder>? configure = null)
    {
        var known = $"node-{Interlocked.Increment(ref count)}";
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Configuration.AddInMemoryCollection([new("Secrets:Key", Desk.SecretsKey), new("Snooze:WakeEvery", "1.00:00:00"), new("Files:Directory", Desk.FilesOf(connectionString)), new("Files:CopyForeign", "false")]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder);
        var own = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = known }.ConnectionString;
        var node = new Node(Server.Build(builder, own), known, connectionString);
        try
        {
            await node.app.StartAsync();
        }
        catch
        {
            // What had begun would go on beside the tests.
            await node.app.DisposeAsync();
            throw;
        }

        return node;
    }

    /// <summary>Whoever calls the desk, calling this one: the same account with the same credentials.</summary>
    public HttpClient Caller(HttpClient caller) => caller.At(Address);

    /// <summary>
    /// Ends every connection of the node in the middle of whatever it does, as the death of its process would: the database undoes what was not committed.
    /// </summary>
    public async Task<int> CutOffAsync(CancellationToken cancellationToken)
    {
        await using var source = DeskDataSource.Create(connectionString);
        return await new DeskDb(source).SingleAsync(
            $"select count(pg_terminate_backend(pid))::int from pg_stat_activity where application_name = {name}", row => row.GetInt32(0), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
