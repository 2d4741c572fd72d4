using System.Net;
using System.Net.Sockets;
using System.Text;
using Antiphon.Client;
using Antiphon.UnitTests.Furniture;
using Microsoft.AspNetCore.Http;

namespace Antiphon.UnitTests.Client;

/// <summary>The client against real sockets.</summary>
public sealed class NetworkTests
{
    private const string Tag = """{"id": 1, "name": "urgent", "usage": 0, "created_datetime": "2026-03-02T09:14:03.559458+00:00", "uri": "/api/tags/1/"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "E22")]
    public async Task A_connection_cut_before_the_answer_is_ambiguous_and_a_post_is_repeated_with_its_key()
    {
        var keys = new List<string>();
        await using var server = await StubServer.StartAsync(async context =>
        {
            keys.Add(context.Request.Headers["Idempotency-Key"].ToString());
            if (keys.Count < 3)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = 201;
            await context.Response.WriteAsync(Tag, Token);
        });
        using var client = server.Client();
        await client.Tags.CreateAsync(new("urgent"), cancellationToken: Token);
        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task A_post_to_a_server_without_keys_is_not_repeated_when_the_connection_is_cut()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = server.Client(new() { ServerKeepsIdempotencyKeys = false, RetryDelay = TimeSpan.Zero });
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.CreateAsync(new("urgent"), cancellationToken: Token));
        Assert.True(e.MayHaveBeenProcessed);
        Assert.NotNull(e.InnerException);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_read_again()
    {
        var calls = 0;
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(Tag);
            if (++calls == 1)
            {
                await context.Response.WriteAsync(Tag[..20], Token);
                await context.Response.Body.FlushAsync(Token);
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(Tag, Token);
        });
        using var client = server.Client();
        Assert.Equal("urgent", (await client.Tags.GetAsync(1, cancellationToken: Token)).Name);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_refused_connection_was_certainly_not_processed_so_even_a_post_without_keys_is_repeated()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        using var client = new AntiphonClient(
            new($"http://127.0.0.1:{port}"),
            AntiphonCredentials.Bearer("t"),
            new() { ServerKeepsIdempotencyKeys = false, RetryDelay = TimeSpan.Zero, MaxRetries = 2 });
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.CreateAsync(new("urgent"), cancellationToken: Token));
        Assert.Equal(3, e.Attempts);
        Assert.Null(e.StatusCode);
        Assert.False(e.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_after_the_time_of_an_attempt()
    {
        var clock = new ManualClock();
        var arrived = new SemaphoreSlim(0);
        await using var server = await StubServer.StartAsync(async context =>
        {
            arrived.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var client = server.Client(new() { TimeProvider = clock, MaxRetries = 0, AttemptTimeout = TimeSpan.FromSeconds(30) });
        var call = client.Tags.CreateAsync(new("urgent"), cancellationToken: Token);
        await arrived.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(30));
        var e = await Assert.ThrowsAsync<AntiphonException>(() => call);
        Assert.Equal("No answer within 30 s.", e.Error);
        Assert.True(e.MayHaveBeenProcessed);
    }

    [Theory]
    [InlineData("/api/customers/8")]
    [InlineData("ABSOLUTE/api/customers/8")]
    public async Task A_merged_customer_is_followed_with_method_body_query_and_credentials(string location)
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/api/customers/5")
            {
                context.Response.StatusCode = 301;
                context.Response.Headers.Location = location.Replace("ABSOLUTE", $"http://{context.Request.Host}", StringComparison.Ordinal);
                return;
            }

            await context.Response.WriteAsync("{}", Token);
        });
        using var client = server.Client();
        await client.SendAsync(HttpMethod.Put, "customers/5?relationships=custom_fields", """{"name": "Mira"}""", cancellationToken: Token);

        var basic = "Basic c2FtQHN0b3JlLmV4YW1wbGU6MDEyMw==";
        Assert.Equal(
            [
                ("PUT", "/api/customers/5?relationships=custom_fields", basic, """{"name": "Mira"}"""),
                ("PUT", "/api/customers/8?relationships=custom_fields", basic, """{"name": "Mira"}"""),
            ],
            server.Seen);
    }

    [Fact]
    public async Task Another_host_is_followed_without_credentials()
    {
        await using var other = await StubServer.StartAsync(context => context.Response.WriteAsync("{}", Token));
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 301;
            context.Response.Headers.Location = new Uri(other.Address, "/api/customers/8").AbsoluteUri;
            return Task.CompletedTask;
        });
        using var client = server.Client();
        await client.SendAsync(HttpMethod.Put, "customers/5", "{}", cancellationToken: Token);
        Assert.Equal(("PUT", "/api/customers/8", "", "{}"), Assert.Single(other.Seen));
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 301;
            context.Response.Headers.Location = "/api/customers/5";
            return Task.CompletedTask;
        });
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.SendAsync(HttpMethod.Get, "customers/5", cancellationToken: Token));
        Assert.Equal(HttpStatusCode.MovedPermanently, e.StatusCode);
        Assert.Equal(6, server.Seen.Count);
    }

    [Fact]
    public async Task A_sign_in_page_is_not_followed()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Redirect("/login");
            return Task.CompletedTask;
        });
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.SendAsync(HttpMethod.Get, "tags", cancellationToken: Token));
        Assert.Equal(HttpStatusCode.Found, e.StatusCode);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_client_of_the_caller_is_used_and_not_disposed()
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync(Tag, Token));
        using var own = new HttpClient();
        using (var client = server.Client(new() { HttpClient = own }))
        {
            Assert.Equal("urgent", (await client.Tags.GetAsync(1, cancellationToken: Token)).Name);
        }

        Assert.Equal(Tag, await own.GetStringAsync(server.Address, Token));
    }

    [Fact]
    public async Task Fifty_callers_share_one_client()
    {
        var used = 0;
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers["X-Gorgias-Account-Api-Call-Limit"] = $"{Interlocked.Increment(ref used) % 5}/1000";
            return context.Response.WriteAsync(Tag, Token);
        });
        using var client = server.Client();
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Token }, async (i, token) =>
            Assert.Equal("urgent", (await client.InLane((Lane)(i % 3)).Tags.GetAsync(1, cancellationToken: token)).Name));
        Assert.Equal(500, server.Seen.Count);
    }
}
