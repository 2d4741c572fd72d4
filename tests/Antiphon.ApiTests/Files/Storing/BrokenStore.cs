using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Files.Storing;

/// <summary>As much of S3 as is needed to break midway: every object holds the same bytes, and of an upload in parts the second part is refused.</summary>
internal sealed class BrokenStore : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly byte[] bytes;
    private readonly ConcurrentQueue<string> ranges = new();

    private BrokenStore(WebApplication app, byte[] bytes)
    {
        this.app = app;
        this.bytes = bytes;
    }

    /// <summary>How many of the next reads end halfway.</summary>
    public int Breaks { get; set; }

    public bool IsGivenUp { get; private set; }

    public bool IsComplete { get; private set; }

    public IEnumerable<string> Ranges => ranges;

    public (string Name, string Value)[] Settings =>
    [
        ("Files:S3:Endpoint", app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), ("Files:S3:Bucket", "any"), ("Files:S3:Prefix", ""),
        ("Files:S3:AccessKey", "any"), ("Files:S3:SecretKey", "any"),
    ];

    public static async Task<BrokenStore> StartAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var store = new BrokenStore(builder.Build(), bytes);
        store.app.Run(store.AnswerAsync);
        await store.app.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        var query = http.Request.Query;
        switch (http.Request.Method)
        {
            case "HEAD":
                http.Response.ContentLength = bytes.Length;
                return Task.CompletedTask;
            case "GET":
                return ReadAsync(http);
            case "POST" when query.ContainsKey("uploads"):
                return WriteAsync(http, 200, "<InitiateMultipartUploadResult><Bucket>any</Bucket><Key>any</Key><UploadId>1</UploadId></InitiateMultipartUploadResult>");
            case "POST":
                IsComplete = true;
                return WriteAsync(http, 200, "<CompleteMultipartUploadResult/>");
            case "PUT" when query["partNumber"] == "2":
                return WriteAsync(http, 403, "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>");
            case "PUT":
                http.Response.Headers.ETag = "\"1\"";
                return http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            default:
                IsGivenUp = query["uploadId"] == "1";
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
        }
    }

    private async Task ReadAsync(HttpContext http)
    {
        var range = http.Request.Headers.Range.ToString();
        ranges.Enqueue(range);
        var ends = range["bytes=".Length..].Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        var count = ends[1] + 1 - ends[0];
        http.Response.StatusCode = StatusCodes.Status206PartialContent;
        http.Response.ContentLength = count;
        if (Breaks-- > 0)
        {
            await http.Response.Body.WriteAsync(bytes.AsMemory(ends[0], count / 2), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            // Less than was announced: the server ends the connection.
            return;
        }

        await http.Response.Body.WriteAsync(bytes.AsMemory(ends[0], count), http.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext http, int status, string xml)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync(xml, Encoding.UTF8, http.RequestAborted);
    }
}
