using System.Net;
using System.Net.Sockets;
using System.Text;
using Antiphon.Outgoing;
using Antiphon.Tests.Shared;
using Microsoft.Extensions.Options;

namespace Antiphon.UnitTests.Outgoing;

[Trait("row", "C18")]
public sealed class SafeHttpHandlerTests
{
    private static readonly OutgoingOptions Anything = new() { AllowHttp = true, Ports = "*" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forbidden => [.. ForbiddenUrls.All];

    [Fact]
    public void There_are_as_many_spellings_as_promised() => Assert.True(ForbiddenUrls.All.Distinct().Count() >= 120, $"{ForbiddenUrls.All.Count} rows");

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task A_request_into_somebodys_own_network_does_not_leave(string url)
    {
        var network = new RecordingNetwork();
        if (Uri.TryCreate(url, UriKind.RelativeOrAbsolute, out var target))
        {
            using var http = Door(Anything, network);
            var failed = Assert.IsType<OutgoingOutcome.Failed>(await http.SendAsync(new HttpRequestMessage(HttpMethod.Post, target), 100, Token));
            Assert.Equal(OutgoingFault.Refused, failed.Fault);
        }

        Assert.Empty(network.Wanted);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_is_connected_to_as_it_was_judged()
    {
        var answers = new Queue<string>(["9.9.9.9", "127.0.0.1", "9.9.9.9"]);
        var network = new RecordingNetwork(_ => [IPAddress.Parse(answers.Dequeue())]);
        using var http = Door(Anything, network);
        OutgoingFault[] faults = [await FaultAsync(http), await FaultAsync(http), await FaultAsync(http)];
        Assert.Equal([OutgoingFault.Unreachable, OutgoingFault.Refused, OutgoingFault.Unreachable], faults);
        Assert.Equal(["9.9.9.9", "9.9.9.9"], network.Wanted.Select(to => $"{to.Address}"));
        Assert.Empty(answers);
    }

    [Fact]
    public async Task Every_public_address_of_a_host_is_tried()
    {
        var network = new RecordingNetwork(_ => [IPAddress.Parse("9.9.9.9"), IPAddress.Parse("2606:4700:4700::1111")]);
        using var http = Door(Anything, network);
        Assert.Equal(OutgoingFault.Unreachable, await FaultAsync(http));
        Assert.Equal(2, network.Wanted.Count);
    }

    [Theory]
    [InlineData("http://public.example/", "Only https is called.")]
    [InlineData("https://public.example:25/", "This port is not called.")]
    [InlineData("https://public.example:6379/", "This port is not called.")]
    [InlineData("http://9.9.9.9/", "Only https is called.")]
    public async Task Without_configuration_only_https_on_the_usual_ports_is_called(string url, string reason)
    {
        var network = new RecordingNetwork(_ => [IPAddress.Parse("9.9.9.9")]);
        using var http = Door(new(), network);
        var failed = Assert.IsType<OutgoingOutcome.Failed>(await http.SendAsync(new(HttpMethod.Get, url), 100, Token));
        Assert.Equal((OutgoingFault.Refused, reason), (failed.Fault, failed.Message));
        Assert.Empty(network.Wanted);
    }

    [Fact]
    public async Task An_allowed_network_is_reached_and_nothing_beside_it()
    {
        var network = new RecordingNetwork(host => [IPAddress.Parse(host is "own.example" ? "10.1.2.3" : "10.2.2.3")]);
        using var http = Door(new() { AllowedNetworks = "10.1.0.0/16, 192.168.7.12" }, network);
        Assert.Equal(OutgoingFault.Unreachable, await FaultAsync(http, "http://own.example:3000/"));
        Assert.Equal(OutgoingFault.Unreachable, await FaultAsync(http, "http://192.168.7.12:9/"));
        Assert.Equal(OutgoingFault.Unreachable, await FaultAsync(http, "http://[::ffff:10.1.2.4]/"));
        Assert.Equal(OutgoingFault.Refused, await FaultAsync(http, "http://other.example/"));
        Assert.Equal(OutgoingFault.Refused, await FaultAsync(http, "https://192.168.7.13/"));
        Assert.Equal(["10.1.2.3:3000", "192.168.7.12:9"], network.Wanted.Take(2).Select(to => $"{to}"));
        Assert.Equal(3, network.Wanted.Count);
    }

    [Fact]
    public async Task A_redirect_is_an_answer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerOnceAsync(listener, "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 4\r\nConnection: close\r\n\r\nseen");
        using var http = Door(new() { AllowedNetworks = "127.0.0.0/8" }, new OutgoingNetwork());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        request.Headers.Host = "inner.example";
        var answer = Assert.IsType<OutgoingOutcome.Answered>(await http.SendAsync(request, 3, Token));
        Assert.DoesNotContain("inner.example", await serving, StringComparison.Ordinal);
        Assert.Equal((302, "see"), (answer.Status, Encoding.ASCII.GetString(answer.Body)));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_or_breaks_off_is_a_failure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = Door(new() { AllowedNetworks = "127.0.0.1", Timeout = TimeSpan.FromMilliseconds(300) }, new OutgoingNetwork());
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        Assert.Equal(OutgoingFault.TimedOut, await FaultAsync(http, url));
        using (await listener.AcceptTcpClientAsync(Token))
        {
            // The request that was given up.
        }

        var broken = AnswerOnceAsync(listener, "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nhalf");
        Assert.Equal(OutgoingFault.Unreachable, await FaultAsync(http, url));
        await broken;
    }

    [Theory]
    [InlineData("10.0.0.0/33", "443")]
    [InlineData("ten", "443")]
    [InlineData("", "0")]
    [InlineData("", "443,https")]
    [InlineData("", "")]
    public void A_configuration_that_says_nothing_sensible_is_told(string networks, string ports)
    {
        var options = new OutgoingOptions { AllowedNetworks = networks, Ports = ports };
        Assert.True(options.ReadNetworks() is null || options.ReadPorts() is null);
    }

    private static async Task<OutgoingFault> FaultAsync(OutgoingHttp http, string url = "https://public.example/") =>
        Assert.IsType<OutgoingOutcome.Failed>(await http.SendAsync(new(HttpMethod.Get, url), 100, Token)).Fault;

    private static OutgoingHttp Door(OutgoingOptions options, OutgoingNetwork network)
    {
        var wrapped = Options.Create(options);
        return new OutgoingHttp(new OutgoingRules(wrapped), network, wrapped, TimeProvider.System);
    }

    private static async Task<string> AnswerOnceAsync(TcpListener listener, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync(Token);
        var stream = connection.GetStream();
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Token);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}
