using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Antiphon.UnitTests.Client;

public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Every_sample_of_the_readme_is_code_that_compiles()
    {
        var tests = Path.GetDirectoryName(ThisFile())!;
        var readme = await File.ReadAllTextAsync(Path.Combine(tests, "../../../src/Antiphon.Client/README.md"), TestContext.Current.CancellationToken);
        var code = Squeezed(await File.ReadAllTextAsync(Path.Combine(tests, "ReadmeSamples.cs"), TestContext.Current.CancellationToken));
        var samples = Sample().Matches(readme).Select(match => Squeezed(match.Groups["code"].Value)).ToList();
        Assert.Equal(8, samples.Count);
        Assert.All(samples, sample => Assert.Contains(sample, code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_samples_run()
    {
        const string Customer = """{"id": 8, "name": "Mira Olsen"}""";
        const string Page = """{"data": [{"id": 8, "name": "Mira Olsen"}], "meta": {"next_cursor": null}}""";
        using var handler = new ScriptedHandler();
        using var client = handler.Client();

        handler.Answer(200, Page).Answer(200, Page);
        await ReadmeSamples.ListsAsync(client);
        handler.Answer(409).Answer(200, Page).Answer(400, """{"error": {"msg": "Failed to create customer", "data": {"email": ["Not a valid email address."]}}}""");
        await ReadmeSamples.FailuresAsync(client);
        await ReadmeSamples.FailuresAsync(client);
        handler.Answer(201, Customer);
        await ReadmeSamples.KeysAsync(client);
        handler.Answer(200, Customer, ("ETag", "\"v1\"")).Answer(304).Answer(202, Customer);
        await ReadmeSamples.ChangesAsync(client);
        handler.Answer(200, Page);
        await ReadmeSamples.RawAsync(client);

        Assert.Equal(10, handler.Seen.Count);
        Assert.Equal("shop-customer-8831", handler.Seen[5].Headers["Idempotency-Key"]);
        Assert.Equal("\"v1\"", handler.Seen[8].Headers["If-Match"]);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    // Only the indentation may differ.
    private static string Squeezed(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();
}
