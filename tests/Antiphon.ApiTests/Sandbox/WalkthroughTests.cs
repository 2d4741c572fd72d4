using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Operations;

namespace Antiphon.ApiTests.Sandbox;

/// <summary>A stranger's walk: every command of docs/sandbox.md is run as it stands there, in its order, against a server that was started for it.</summary>
[Trait("row", "N01")]
[Trait("row", "N02")]
[Trait("row", "N03")]
public sealed partial class WalkthroughTests
{
    [Fact]
    public async Task Every_command_of_the_guide_succeeds_within_ten_minutes()
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var desk = await Playbox.DeskAsync();
        using var site = Site.On(desk.ConnectionString);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var (run, outputs) = (0, new List<string>());
        foreach (var command in (await CommandsAsync()).Select(command => command.Trim()))
        {
            if (command.StartsWith("./dev run -- ", StringComparison.Ordinal))
            {
                var made = await site.RunAsync(command["./dev run -- ".Length..]);
                Assert.True(made.ExitCode == 0, made.Errors);
                values["KEY"] = ApiKey().Match(made.Output).Groups["key"].Value;
            }
            else if (command.StartsWith("HOST=", StringComparison.Ordinal))
            {
                values["HOST"] = command["HOST=".Length..].Replace("8080", $"{desk.Address.Port}", StringComparison.Ordinal);
            }
            else if (command.StartsWith("curl ", StringComparison.Ordinal))
            {
                outputs.Add(await Tool.RunAsync(Path.GetTempPath(), values, "bash", "-c", "curl -sS --fail-with-body " + command["curl ".Length..]));
            }
            else
            {
                Assert.Equal("KEY=<the key>", command);
            }

            run++;
        }

        Assert.Equal(21, run);
        // The ticket woke at its own time, what was deleted came back, and faults were made.
        Assert.Contains(outputs, output => output.Contains("\"ticket-self-unsnoozed\"", StringComparison.Ordinal) && output.Contains("2030-01-08T09:00:00", StringComparison.Ordinal));
        Assert.Contains(outputs, output => output.Contains("\"name\":\"before\"", StringComparison.Ordinal) && output.Contains("duration_ms", StringComparison.Ordinal));
        Assert.Contains(outputs, output => output.Contains("\"profile\":\"429-storm\"", StringComparison.Ordinal));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(10));
    }

    private static async Task<IEnumerable<string>> CommandsAsync()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "docs", "sandbox.md"), TestContext.Current.CancellationToken);
        return Block().Matches(guide).SelectMany(block => Begin().Split(block.Groups["commands"].Value)).Where(command => !string.IsNullOrWhiteSpace(command));
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex("(?<=\n)(?=curl |HOST=|KEY=|\\./dev )")]
    private static partial Regex Begin();

    [GeneratedRegex("API key +(?<key>[0-9a-f]{64})", RegexOptions.ExplicitCapture)]
    private static partial Regex ApiKey();
}
