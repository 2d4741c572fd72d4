using Antiphon.Cli;

namespace Antiphon.UnitTests.Cli;

/// <summary>Command lines that are refused before anything is opened or started.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("account", "Required command")]
    [InlineData("account create", "Required argument")]
    [InlineData("account create shop", "--email")]
    [InlineData("account set acme colour=red", "There is no such switch; there are: tolerant, plan,")]
    [InlineData("account set acme tolerant", "tolerant is not of the form key=value")]
    [InlineData("account set acme tolerant=perhaps", "tolerant: Must be true or false.")]
    [InlineData("account set acme plan=gold", "plan: Must be one of: standard, enterprise, basic, pro10, custom, off.")]
    [InlineData("account set acme custom_window=0", "custom_window: Must be a whole number from 1 to ")]
    [InlineData("key revoke acme first", "first")]
    [InlineData("--urls localhost:8080", "localhost:8080 is none")]
    [InlineData("serve --urls ftp://localhost", "ftp://localhost is none")]
    [InlineData("--port 70000", "A port is a number from 0 to 65535.")]
    [InlineData("--port many", "many")]
    [InlineData("--port 8080 --urls http://localhost:8080", "give only one of them")]
    public async Task A_wrong_command_line_exits_with_2_and_says_what_is_wrong(string arguments, string expected)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        var exitCode = await CommandLine.RunAsync(arguments.Split(' '), output, errors, TestContext.Current.CancellationToken);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_verb()
    {
        await using var output = new StringWriter();

        Assert.Equal(0, await CommandLine.RunAsync(["--help"], output, output, TestContext.Current.CancellationToken));

        Assert.All(["serve", "migrate", "account", "key", "user", "version"], verb => Assert.Matches($"(?m)^  {verb} ", output.ToString()));
    }
}
