using System.Text.RegularExpressions;
using Antiphon.Data;

namespace Antiphon.UnitTests.Conventions;

/// <summary>
/// One feature writes a table, and the others call its operations: read from the SQL in the sources. What a trigger writes stands in the migrations and is not
/// looked at.
/// </summary>
public sealed partial class TableOwnerTests
{
    // Who writes a table beside its owner, and why that is better than a call.
    private static readonly Dictionary<(string Feature, string Table), string> Exceptions = new()
    {
        [("Accounts", "users")] = "an account and its owner are one statement: neither is without the other",
        [("Identity", "users")] = "a password is set where passwords are hashed",
        [("Messages", "tickets")] = "what a ticket keeps of its messages is written with the message",
        [("Channels", "tickets")] = "the same, when a message has left or has failed",
        [("Channels", "messages")] = "claiming a message that waits and saying what became of it is one statement",
        [("Tags", "tickets")] = "a tag that is deleted or merged leaves all its tickets at once",
        [("Tickets", "messages")] = "a merge moves the messages of all tickets at once, and a new ticket comes with its messages",
        [("Sandbox", "api_keys")] = "the key that brings a snapshot back stays, as it was, even if it is younger",
        [("Messages", "ticket_reads")] = "a new message makes its ticket unread, in the same statement",
    };

    [Fact]
    public void No_feature_writes_the_table_of_another()
    {
        var writes = Writes().Distinct().ToList();
        Assert.True(writes.Count > 30, "The statements are found.");
        var shared = writes.Where(write => !Exceptions.ContainsKey(write)).GroupBy(write => write.Table).Where(writers => writers.Count() > 1)
            .Select(writers => $"{writers.Key}: {string.Join(", ", writers.Select(write => write.Feature).Order(StringComparer.Ordinal))}");
        Assert.Empty(shared);
        Assert.Empty(Exceptions.Keys.Except(writes));
    }

    // The demo shop is furniture: it fills an empty account by set-based statements, as a migration would.
    private static IEnumerable<(string Feature, string Table)> Writes()
    {
        var tables = Migrator.Embedded().SelectMany(migration => Table().Matches(migration.Text)).Select(table => table.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var features = Directory.EnumerateDirectories(Path.Combine(Checkout.Root(), "src", "Antiphon")).Select(path => Path.GetFileName(path)).Where(name => name is not ("Demo" or "bin" or "obj"));
        return
            from feature in features
            from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root(), "src", "Antiphon", feature), "*.cs", SearchOption.AllDirectories)
            from Match statement in Write().Matches(File.ReadAllText(file))
            let table = statement.Groups["table"].Value
            where tables.Contains(table)
            select (feature, table);
    }

    [GeneratedRegex(@"create (unlogged )?table (?<name>\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();

    [GeneratedRegex(@"\b((insert|merge)\s+into|delete\s+from)\s+(?<table>[a-z_]+)|\bupdate\s+(?<table>[a-z_]+)(\s+(as\s+)?[a-z]+)?\s+set\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Write();
}
