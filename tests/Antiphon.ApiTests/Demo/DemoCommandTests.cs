using System.CommandLine;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Operations;
using Antiphon.Cli;

namespace Antiphon.ApiTests.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_command_says_what_it_loaded_and_refuses_a_second_time()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);

        var loaded = await site.RunAsync("demo load acme --seed 3");
        Assert.Equal((0, string.Empty), (loaded.ExitCode, loaded.Errors));
        Assert.StartsWith("Loaded 300 tickets with ", loaded.Output, StringComparison.Ordinal);

        var refused = await site.RunAsync("demo load acme --seed 3");
        Assert.Equal((1, "antiphon: The demo shop is in this account already."), (refused.ExitCode, refused.Errors));
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_named()
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());

        var ended = await site.RunAsync("demo load nobody");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("antiphon: There is no account nobody; `antiphon account list`", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo load acme", 0)]
    [InlineData("demo load acme --seed 7", 0)]
    [InlineData("demo load", 1)]
    [InlineData("demo load acme --seed seven", 1)]
    public void The_command_line_takes_a_domain_and_perhaps_a_seed(string line, int errors) =>
        Assert.Equal(errors, CommandLine.Describe().Parse(line).Errors.Count);
}
