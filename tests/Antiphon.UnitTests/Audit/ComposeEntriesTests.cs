using System.Text.Json.Nodes;
using Antiphon.Audit.Chain;

namespace Antiphon.UnitTests.Audit;

[Trait("row", "E21")]
public sealed class ComposeEntriesTests
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    private int id;

    [Fact]
    public void An_act_takes_the_change_of_its_object_with_the_rows_inside_it()
    {
        var entry = Assert.Single(ComposeEntries.Of(
        [
            Change("Team", 7, "changed", """{"name":"Old"}""", """{"name":"New"}"""),
            Change("Team", 7, "created", null, """{"user_id":3}""", "team_members"),
            Change("Team", 7, "created", null, """{"user_id":4}""", "team_members"),
            Act("team-updated", "Team", 7),
        ]));
        Assert.Equal(("team-updated", 7L, 5L), (entry.Action, entry.ObjectId, entry.UserId));
        Assert.Equal("Old", (string?)JsonNode.Parse(entry.Before!)!["name"]);
        var after = JsonNode.Parse(entry.After!)!;
        Assert.Equal("New", (string?)after["name"]);
        Assert.Equal([3, 4], after["team_members"]!.AsArray().Select(row => (int)row!["user_id"]!));
    }

    [Fact]
    public void Of_two_changes_of_one_object_the_first_before_and_the_last_after_count()
    {
        var entry = Assert.Single(ComposeEntries.Of(
        [
            Change("User", 1, "created", null, """{"name":"Ada","role":"agent"}"""),
            Change("User", 1, "changed", """{"role":"agent"}""", """{"role":"admin"}"""),
            Act("user-created", "User", 1),
        ]));
        Assert.Equal("admin", (string?)JsonNode.Parse(entry.After!)!["role"]);
    }

    [Fact]
    public void What_no_act_tells_is_a_row_of_its_own_in_the_name_of_whoever_acted()
    {
        var entries = ComposeEntries.Of([Change("ApiKey", 9, "created", null, """{"name":"Sync"}"""), Change("ApiKey", 9, "changed", """{"a":1}""", """{"a":2}"""), Act("account-updated", "Account", 1)]).ToList();
        Assert.Equal(["account-updated", "api-key-created"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal(("user", 5L), (entry.Actor, entry.UserId)));
    }

    [Fact]
    public void A_change_without_any_act_was_made_by_hand()
    {
        var entry = Assert.Single(ComposeEntries.Of([Change("User", 1, "changed", """{"role":"agent"}""", """{"role":"admin"}""")]));
        Assert.Equal(("user-changed", "database", "psql"), (entry.Action, entry.Actor, entry.From));
    }

    private PendingRow Act(string action, string objectType, long objectId) =>
        new(++id, "1", true, At, action, objectType, objectId, 5, "user", 2, Guid.Empty, "192.0.2.1", null, null, null, null);

    private PendingRow Change(string objectType, long objectId, string action, string? before, string? after, string? part = null) =>
        new(++id, "1", false, At, action, objectType, objectId, null, null, null, null, "psql", null, part, before, after);
}
