using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.OAuth;

/// <summary>The guide for app developers does what it says: its command lines are run, in their order.</summary>
public sealed partial class GuideTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Every_command_line_of_the_guide_succeeds()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "docs", "oauth.md"), TestContext.Current.CancellationToken);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOST"] = desk.Address.GetLeftPart(UriPartial.Authority),
            ["EMAIL"] = Desk.AdminEmail,
            ["KEY"] = desk.AdminKey,
        };
        var run = 0;
        foreach (var command in Block().Matches(guide).SelectMany(block => Command().Split(block.Groups["commands"].Value)).Where(command => command.Length > 0))
        {
            if (command.Contains("$CODE", StringComparison.Ordinal))
            {
                values["CODE"] = await desk.CodeAsync(new TestApp(0, values["CLIENT_ID"], null, "https://parcelpal.example/oauth/callback"), "tickets:read offline");
            }

            var output = await Tool.RunAsync(Path.GetTempPath(), values, "bash", "-c", "curl -sS --fail-with-body " + command["curl ".Length..]);
            Remember(values, output);
            run++;
        }

        Assert.Equal(9, run);
    }

    // What one answer gives, the next line needs.
    private static void Remember(Dictionary<string, string> values, string output)
    {
        if (output.Length == 0 || JsonNode.Parse(output) is not JsonObject answer)
        {
            return;
        }

        foreach (var (name, value) in new[]
        {
            ("CLIENT_ID", answer["app"]?["client_id"]), ("CLIENT_SECRET", answer["client_secret"]), ("ACCESS_TOKEN", answer["access_token"]), ("REFRESH_TOKEN", answer["refresh_token"]),
        })
        {
            if (value is not null)
            {
                values[name] = (string)value!;
            }
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex("(?<=\n)(?=curl )")]
    private static partial Regex Command();
}
