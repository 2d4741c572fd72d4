using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Embedded;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Operations;

public sealed class StopTests
{
    [Fact]
    public async Task A_request_in_flight_is_finished_before_the_server_ends()
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());
        await using var server = site.Start("--port 0 --no-demo");
        var started = await server.AnnouncementAsync();
        var body = """{"name": "made while stopping"}""";
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, started.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{started.Credentials!.Value.Email}:{started.Credentials.Value.Key}"));
        await WriteAsync(stream, $"POST /api/tags HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {credentials}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n");
        // It says so when it waits for the body, and is then in the middle of the request.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        server.Terminate();
        await RefusesAsync(started.Address.Port);
        await WriteAsync(stream, body);

        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 201 Created", answer.TrimStart(), StringComparison.Ordinal);
        var ended = await server.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(1L, await Playground.QueryAsync<long>(site.ConnectionString, "select count(*) from tags where name = 'made while stopping'"));
    }

    [Fact]
    public async Task Logs_are_lines_of_JSON_when_asked_for_and_hold_no_secret_and_no_address()
    {
        using var site = await Site.EmptyAsync();
        await using var server = site.Start("--port 0 --no-demo", ("Logging__Console__FormatterName", "json"));
        var started = await server.AnnouncementAsync();
        using var caller = started.Caller();
        (await caller.PostJsonAsync("/api/tags?nonsense=secret-query", new { name = "secret-body" })).Is(HttpStatusCode.BadRequest);
        // A failure inside the server is what logs most.
        await Playground.RunAsync(site.ConnectionString, "alter table tags rename to tags_hidden");
        (await caller.PostJsonAsync("/api/tags", new { name = "secret-body" })).Is(HttpStatusCode.InternalServerError);

        var ended = await server.StopAsync();

        var entries = ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Contains(entries, entry => ((string)entry["Message"]!).StartsWith("Applied migration", StringComparison.Ordinal));
        Assert.Contains(entries, entry => (string)entry["LogLevel"]! == "Error");
        Assert.All(entries, entry => Assert.True(DateTimeOffset.TryParse((string)entry["Timestamp"]!, null, out _)));
        foreach (var secret in new[] { started.Password!, started.Credentials!.Value.Key, started.Credentials.Value.Email, "secret-query", "secret-body", "127.0.0.1" })
        {
            Assert.DoesNotContain(secret, ended.Errors, StringComparison.Ordinal);
        }
    }

    private static async Task WriteAsync(NetworkStream stream, string text)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until nobody listens at the port any more.</summary>
    private static async Task RefusesAsync(int port)
    {
        while (true)
        {
            using var attempt = new TcpClient();
            try
            {
                await attempt.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
            {
                // It was in the queue when the listener closed.
            }
        }
    }
}
