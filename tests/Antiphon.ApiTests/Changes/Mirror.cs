using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Changes;

/// <summary>A copy of an account that is built from nothing but the feed, and compared with what the account's lists say.</summary>
internal sealed class Mirror
{
    // What an object shows of others, which have changes of their own, is compared by id; how often something is used, and whether the reader has read it, is no change.
    private static readonly string[] References = ["customer", "assignee_user", "assignee_team", "sender", "receiver", "tags", "members", "shared_with_users", "shared_with_teams", "integrations"];
    private static readonly string[] Unfollowed = ["usage", "is_unread", "uri"];

    private readonly Dictionary<(string Type, long Id), JsonNode> objects = [];

    /// <summary>The number of the last change.</summary>
    public long Position { get; private set; }

    public int Count => objects.Count;

    /// <summary>Takes a change that must follow the last one: nothing is missed and nothing comes twice.</summary>
    public void Apply(JsonNode change)
    {
        var sequence = (long)change["sequence"]!;
        Assert.Equal(Position + 1, sequence);
        Position = sequence;
        var key = ((string)change["object_type"]!, (long)change["object_id"]!);
        if ((string)change["type"]! is "deleted" or "merged" || change["object"] is not { } shown)
        {
            objects.Remove(key);
        }
        else
        {
            objects[key] = shown;
        }
    }

    /// <summary>Everything in which the mirror differs from the account.</summary>
    public async Task<List<string>> DifferencesAsync(HttpClient source)
    {
        var wrong = new List<string>();
        (string Type, string Path)[] lists =
        [
            ("Ticket", "/api/tickets"), ("TicketMessage", "/api/messages"), ("Customer", "/api/customers"), ("Tag", "/api/tags"), ("Team", "/api/teams"), ("View", "/api/views"),
            ("Macro", "/api/macros"), ("User", "/api/users"), ("Rule", "/api/rules"),
        ];
        foreach (var (type, path) in lists)
        {
            var left = objects.Where(item => item.Key.Type == type).ToDictionary(item => item.Key.Id, item => item.Value);
            await foreach (var shown in ItemsAsync(source, path))
            {
                var id = (long)shown["id"]!;
                if (!left.Remove(id, out var mirrored))
                {
                    wrong.Add($"{type} {id} is missing");
                }
                else if (Comparable(shown, shown) is var expected && Comparable(mirrored, shown) is var found && expected != found)
                {
                    wrong.Add($"{type} {id}:\n  {expected}\n  {found}");
                }
            }

            wrong.AddRange(left.Keys.Select(id => $"{type} {id} is too many"));
        }

        return wrong;
    }

    /// <summary>Differences between the addresses of some customers, which only their details show.</summary>
    public async Task<List<string>> ChannelDifferencesAsync(HttpClient source, int most)
    {
        var wrong = new List<string>();
        foreach (var (key, mirrored) in objects.Where(item => item.Key.Type == "Customer").OrderByDescending(item => item.Key.Id).Take(most))
        {
            var shown = (await source.GetJsonAsync($"/api/customers/{key.Id}")).Is(HttpStatusCode.OK).Json;
            if (!JsonNode.DeepEquals(shown, mirrored))
            {
                wrong.Add($"Customer {key.Id}:\n  {shown.ToJsonString()}\n  {mirrored.ToJsonString()}");
            }
        }

        return wrong;
    }

    private static async IAsyncEnumerable<JsonNode> ItemsAsync(HttpClient source, string path)
    {
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await source.GetJsonAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=100{(cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Is(HttpStatusCode.OK);
            foreach (var item in page["data"]!.AsArray())
            {
                yield return item!;
            }

            cursor = (string?)page["meta"]!["next_cursor"];
        }
    }

    // The members that the list shows, of an object that may show more.
    private static string Comparable(JsonNode shown, JsonNode members) => new JsonObject(members.AsObject()
        .Where(member => !Unfollowed.Contains(member.Key))
        .Select(member => KeyValuePair.Create(member.Key, References.Contains(member.Key) ? Ids(shown[member.Key]) : shown[member.Key]?.DeepClone()))).ToJsonString();

    private static JsonNode? Ids(JsonNode? reference) => reference switch
    {
        JsonArray many => new JsonArray([.. many.Select(Ids)]),
        JsonObject one => one["id"]?.DeepClone() ?? one["name"]?.DeepClone(),
        _ => null,
    };
}
