using System.Reflection;
using System.Text.RegularExpressions;
using Antiphon.Data;

namespace Antiphon.UnitTests.Conventions;

/// <summary>What the house promises of its own code, read from the sources and the assembly.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 400;

    // Places where a piece of SQL is chosen at run time, and each of the choices is a constant or a number.
    private static readonly Dictionary<string, string[]> RawByChoice = new(StringComparer.Ordinal)
    {
        ["Page.cs"] = ["key.Column", "orders.IdColumn", "direction", "bound", "(descending ? \"<\" : \">\")"],
        ["TimeFilter.cs"] = ["column", "sign"],
    };

    // Tables that belong to no account, and why.
    private static readonly Dictionary<string, string> WithoutAccount = new(StringComparer.Ordinal)
    {
        ["nodes"] = "the server's own nodes, whichever accounts they serve",
    };

    [Fact]
    public void Raw_sql_takes_constants_only()
    {
        var wrong = Sources("src").SelectMany(file => RawHole().Matches(File.ReadAllText(file))
            .Select(hole => hole.Groups["hole"].Value)
            .Where(hole => !ConstantName().IsMatch(hole) && !(RawByChoice.TryGetValue(Path.GetFileName(file), out var known) && known.Contains(hole)))
            .Select(hole => $"{Path.GetFileName(file)}: {hole}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_primary_key_begins_with_the_account()
    {
        var tables = Migrator.Embedded().SelectMany(migration => Table().Matches(migration.Text)).ToList();
        Assert.True(tables.Count > 20, "The pattern finds the tables.");
        var wrong = tables
            .Where(table => !WithoutAccount.ContainsKey(table.Groups["name"].Value))
            .Where(table => !AccountKey().IsMatch(table.Groups["body"].Value))
            .Select(table => table.Groups["name"].Value);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_operation_can_be_cancelled()
    {
        var operations = typeof(Migrator).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.Name is "RunAsync" && typeof(Task).IsAssignableFrom(method.ReturnType)).ToList();
        Assert.True(operations.Count > 20, "The operations are found.");
        Assert.Empty(operations.Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)).Select(method => method.DeclaringType!.Name));
    }

    [Fact]
    public void No_file_is_long_and_none_is_unfinished()
    {
        // The marks are put together here, so that this file does not find itself.
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
        var wrong = Sources("src").Concat(Sources("tests")).Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .Where(file => file.Text.Count(letter => letter == '\n') > LongestFile || Array.Exists(marks, mark => file.Text.Contains(mark, StringComparison.Ordinal)))
            .Select(file => file.Name);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Whatever_calls_others_goes_through_the_door()
    {
        string[] ways = ["SocketsHttpHandler", "HttpClientHandler", "WinHttpHandler", "new HttpClient(", "IHttpClientFactory", "TcpClient", "UdpClient", "new Socket(", "ClientWebSocket", "WebRequest", "SmtpClient", "new Ping(", "new AmazonS3Client("];
        var users = Sources("src").Where(file => file.Contains($"{Path.DirectorySeparatorChar}Antiphon{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => Array.Exists(ways, way => File.ReadAllText(file).Contains(way, StringComparison.Ordinal)));
        // The store of files is the operator's own and mostly private (docs/adr/0032).
        Assert.Equal(["OutgoingNetwork.cs", "S3Store.cs", "SafeHttpHandler.cs"], users.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Projects_depend_only_in_the_allowed_direction()
    {
        Assert.DoesNotContain("ProjectReference", ProjectFile("Antiphon.Contract"), StringComparison.Ordinal);
        Assert.Equal(["Antiphon.Contract"], References("Antiphon.Client"));
        Assert.DoesNotContain("ProjectReference", ProjectFile("Antiphon.Language"), StringComparison.Ordinal);
        Assert.Equal(["Antiphon.Contract", "Antiphon.Language"], References("Antiphon"));
    }

    private static string[] References(string project) => [.. Reference().Matches(ProjectFile(project)).Select(reference => reference.Groups["name"].Value)];

    private static string ProjectFile(string project) => File.ReadAllText(Path.Combine(Checkout.Root(), "src", project, project + ".csproj"));

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Checkout.Root(), folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"\{(?<hole>[^{}\n]+):raw\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RawHole();

    [GeneratedRegex(@"^[A-Z]\w*(\.[A-Z]\w*)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ConstantName();

    [GeneratedRegex(@"create (unlogged )?table (?<name>\w+) \((?<body>.*?)\n\)", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();

    [GeneratedRegex(@"primary key \(account_id\b|^\s*account_id bigint [^,]*primary key", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex AccountKey();

    [GeneratedRegex(@"ProjectReference Include=""\.\./(?<name>[\w.]+)/", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
