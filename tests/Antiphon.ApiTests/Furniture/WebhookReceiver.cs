using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Furniture;

/// <summary>A request that a receiver got.</summary>
internal sealed record ReceivedCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body, long Place)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body)!;

    public JsonNode? this[string member] => Json[member];

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string Type => Header("X-Antiphon-Event-Type")!;

    public long Sequence => long.Parse(Header("X-Antiphon-Sequence")!, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A server of somebody else, which keeps what it gets and answers as it is told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedCall> calls = new();
    private long count;

    private WebhookReceiver(Func<ReceivedCall, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var call = new ReceivedCall(http.Request.Method, http.Request.Path + http.Request.QueryString, headers, body.ToArray(), Interlocked.Increment(ref count));
            calls.Enqueue(call);
            await answer(call, http);
        });
    }

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";

    /// <summary>In the order of their arrival.</summary>
    public IReadOnlyList<ReceivedCall> Calls => [.. calls];

    public static Task<WebhookReceiver> StartAsync() => StartAsync((_, _) => Task.CompletedTask);

    /// <summary>Answers with a status, and with nothing else.</summary>
    public static Task<WebhookReceiver> StartAsync(Func<ReceivedCall, int> status) => StartAsync((call, http) =>
    {
        http.Response.StatusCode = status(call);
        return Task.CompletedTask;
    });

    public static async Task<WebhookReceiver> StartAsync(Func<ReceivedCall, HttpContext, Task> answer)
    {
        var receiver = new WebhookReceiver(answer);
        await receiver.app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
