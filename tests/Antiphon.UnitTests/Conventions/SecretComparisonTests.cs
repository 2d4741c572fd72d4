using System.Text.RegularExpressions;

namespace Antiphon.UnitTests.Conventions;

/// <summary>Secrets are compared by their hashes as a whole. A comparison that stops at the first difference tells how much of a guess was right.</summary>
public sealed partial class SecretComparisonTests
{
    [Fact]
    public void No_secret_is_compared_as_text()
    {
        var files = Folder("OAuth").Concat(Folder(Path.Combine("Identity", "SignIn"))).ToList();
        Assert.True(files.Count > 40, "The sources are found.");
        Assert.Empty(files.SelectMany(file => Comparison().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}")));
    }

    [Fact]
    public void What_compares_a_hash_takes_the_same_time_for_every_one()
    {
        foreach (var file in new[] { "OAuth/OAuthSecret.cs", "OAuth/Pkce.cs", "Identity/SignIn/Pages/FormTokens.cs", "Identity/Passwords.cs" })
        {
            Assert.Contains("CryptographicOperations.FixedTimeEquals", File.ReadAllText(Path.Combine(Checkout.Root(), "src", "Antiphon", file)), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Folder(string name) => Directory.EnumerateFiles(Path.Combine(Checkout.Root(), "src", "Antiphon", name), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"\b\w*([sS]ecret|[vV]erifier|[hH]ash)\s*(==|!=)\s*(?!null\b)\w+|\.SequenceEqual\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Comparison();
}
