using System.Net;
using System.Net.Sockets;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Operations;

public sealed class ListeningTests
{
    [Fact]
    public async Task A_taken_port_that_nobody_asked_for_is_passed_over()
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());
        using var neighbour = new TcpListener(IPAddress.Loopback, 8080);
        try
        {
            neighbour.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            // Somebody else took it, which serves as well.
        }

        await using var server = site.Start("--no-demo");
        var started = await server.AnnouncementAsync();

        Assert.NotEqual(8080, started.Address.Port);
        using var caller = started.Caller();
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("--port {0}")]
    [InlineData("--urls http://127.0.0.1:{0}")]
    [InlineData("--urls http://localhost:{0}")]
    public async Task A_taken_port_that_was_asked_for_ends_the_start_with_one_sentence(string options)
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());
        using var neighbour = new TcpListener(IPAddress.Loopback, 0);
        neighbour.Start();

        var ended = await site.RunAsync(string.Format(null, options, ((IPEndPoint)neighbour.LocalEndpoint).Port));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("address already in use", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task Every_address_that_was_asked_for_is_listened_to_and_named()
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());
        await using var server = site.Start("--no-demo --urls http://127.0.0.1:0;http://[::1]:0");
        var started = await server.AnnouncementAsync();

        Assert.Matches("runs at http://127.0.0.1:[0-9]+ and http://\\[::1\\]:[0-9]+", server.Output);
        using var caller = started.Caller();
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
    }
}
