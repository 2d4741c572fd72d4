using System.CommandLine;
using Antiphon.ApiTests.Furniture;
using Antiphon.Cli;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_command_says_what_it_loaded_and_refuses_a_second_time()
    {
        await using var desk = await Desk.StartAsync();
        await using var scope = desk.Services.CreateAsyncScope();
        var output = new StringWriter();

        Assert.Equal(ExitCode.Ok, await DemoCommand.LoadAsync(scope.ServiceProvider, "acme", seed: 3, output, CancellationToken.None));
        Assert.StartsWith("Loaded 300 tickets with ", output.ToString(), StringComparison.Ordinal);

        var refusal = await Assert.ThrowsAsync<CommandException>(() => DemoCommand.LoadAsync(scope.ServiceProvider, "acme", seed: 3, output, CancellationToken.None));
        Assert.Equal("The demo shop is in this account already.", refusal.Message);
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_named()
    {
        await using var desk = await Desk.StartAsync();
        await using var scope = desk.Services.CreateAsyncScope();
        var refusal = await Assert.ThrowsAsync<CommandException>(
            () => DemoCommand.LoadAsync(scope.ServiceProvider, "nobody", seed: 1, TextWriter.Null, CancellationToken.None));
        Assert.Equal("There is no account nobody.", refusal.Message);
    }

    [Theory]
    [InlineData("demo load acme", 0)]
    [InlineData("demo load acme --seed 7", 0)]
    [InlineData("demo load", 1)]
    [InlineData("demo load acme --seed seven", 1)]
    public void The_command_line_takes_a_domain_and_perhaps_a_seed(string line, int errors) =>
        Assert.Equal(errors, CommandLine.Describe().Parse(line).Errors.Count);
}
