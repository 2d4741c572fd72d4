using Antiphon.Bench;

namespace Antiphon.UnitTests.Bench;

public sealed class BenchOptionsTests
{
    [Fact]
    public async Task Without_options_a_million_tickets_are_measured_at_1_8_and_32_connections()
    {
        var options = await ParsedAsync([]);
        Assert.Equal(1_000_000, options!.Tickets);
        Assert.Equal([1, 8, 32], options.Connections);
        Assert.Empty(options.Cases);
        Assert.Equal(10_000, options.SmallTickets);
    }

    [Fact]
    public async Task Options_are_read()
    {
        var options = await ParsedAsync(["--tickets", "500", "--seconds", "1.5", "--connections", "2,4", "--cases", "list 30, reply", "--data", "/tmp/d", "--out", "p.md"]);
        Assert.Equal(500, options!.Tickets);
        Assert.Equal(500, options.SmallTickets);
        Assert.Equal(1.5, options.Seconds);
        Assert.Equal([2, 4], options.Connections);
        Assert.Equal(["list 30", "reply"], options.Cases);
        Assert.Equal(("/tmp/d", "p.md"), (options.Data, options.Out));
    }

    [Fact]
    public async Task Quick_is_small_and_short_unless_a_size_is_given()
    {
        Assert.Equal(20_000, (await ParsedAsync(["--quick"]))!.Tickets);
        Assert.Equal(300, (await ParsedAsync(["--quick", "--tickets", "300"]))!.Tickets);
        Assert.Equal(1, (await ParsedAsync(["--quick"]))!.Seconds);
    }

    [Theory]
    [InlineData("--connections", "1,x")]
    [InlineData("--connections", "0")]
    [InlineData("--connections", "65")]
    [InlineData("--tickets", "0")]
    [InlineData("--seconds", "-1")]
    [InlineData("--other", "1")]
    public async Task What_cannot_be_is_refused(string option, string value) => Assert.Null(await ParsedAsync([option, value]));

    private static async Task<BenchOptions?> ParsedAsync(string[] arguments)
    {
        BenchOptions? read = null;
        var parsed = BenchOptions.Command((options, _) =>
        {
            read = options;
            return Task.FromResult(0);
        }).Parse(arguments);
        await parsed.InvokeAsync(new() { Output = TextWriter.Null, Error = TextWriter.Null }, TestContext.Current.CancellationToken);
        return read;
    }
}
