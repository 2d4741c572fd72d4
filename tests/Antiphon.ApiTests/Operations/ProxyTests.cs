using System.Net;
using Antiphon.ApiTests.Furniture;
using Microsoft.Extensions.Configuration;

namespace Antiphon.ApiTests.Operations;

public sealed class ProxyTests
{
    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("10.0.0.0/8,127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("10.0.0.0/8", HttpStatusCode.NotFound)]
    [InlineData("none", HttpStatusCode.NotFound)]
    public async Task A_forwarded_host_counts_only_from_a_trusted_proxy(string? trusted, HttpStatusCode expected)
    {
        await using var desk = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Proxies:Trusted", trusted)]));
        using var proxy = desk.Caller(Desk.AdminEmail, desk.AdminKey, host: "inside.example");
        proxy.DefaultRequestHeaders.Add("X-Forwarded-Host", "acme.localhost");

        (await proxy.GetJsonAsync("/api/tags")).Is(expected);
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_ends_the_start_with_one_sentence()
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());

        var ended = await site.RunAsync("--port 0", ("Proxies__Trusted__0", "my-proxy"));

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal("antiphon: The configuration cannot be used: Proxies:Trusted has my-proxy, which is neither an address nor a network such as 10.0.0.0/8.", ended.Errors.Trim());
    }
}
