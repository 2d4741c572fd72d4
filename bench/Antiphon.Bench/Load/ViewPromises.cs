using System.Text.Json.Nodes;

namespace Antiphon.Bench.Load;

/// <summary>Views: those that every account has, filters that ask for more, and the counts of a side bar.</summary>
internal static class ViewPromises
{
    private const double P99 = 0.99;
    private const double MostMilliseconds = 50;
    private const double MostMillisecondsOfCounts = 100;
    private const int CountedViews = 20;
    private const int Variants = 500;
    private const int Readers = 8;

    // Thirty pages of 99 end where the hundredth page of 30 begins.
    private const int Strides = 30;
    private const int Stride = 99;

    private static readonly (string Name, string Slug)[] OfEveryAccount =
        [("Inbox", "inbox"), ("Unassigned", "unassigned"), ("All", "all"), ("Snoozed", "snoozed"), ("Closed", "closed"), ("Trash", "trash"), ("Spam", "spam")];

    private static readonly HeavyFilter[] Heavy =
    [
        new("a tag", "containsAny(ticket.tags.name, ['tag-9'])"),
        new("two tags, closed", "containsAll(ticket.tags.name, ['tag-1', 'tag-2']) && eq(ticket.status, 'closed')"),
        new("a word in the subject", "contains(ticket.subject, 'invoice')"),
        new("a number in the subject", "contains(ticket.subject, '#4{0}')", IsLong: false),
        new("a customer's name", "contains(ticket.customer.name, 'olsen {0}')", IsLong: false),
        new("a name that nobody has", "contains(ticket.customer.name, 'zacharias {0}')", IsLong: false),
        new("closed 300 days ago", "eq(ticket.status, 'closed') && gteTimedelta(ticket.closed_datetime, '300d')"),
        new("closed, by priority", "eq(ticket.status, 'closed')", OrderBy: "priority"),
        new("a rare channel, closed", "eq(ticket.channel, 'yotpo-review') && eq(ticket.status, 'closed')"),
        new("unread, open, not low", "eq(ticket.is_unread, true) && eq(ticket.status, 'open') && neq(ticket.priority, 'low')"),
    ];

    // What stands in a side bar: work that waits.
    private static readonly string[] SideBar =
    [
        .. Enumerable.Range(1, 5).Select(tag => $"eq(ticket.status, 'open') && containsAny(ticket.tags.name, ['tag-{tag}'])"),
        .. new[] { "email", "chat", "sms" }.Select(channel => $"eq(ticket.status, 'open') && eq(ticket.channel, '{channel}')"),
        .. new[] { "critical", "high" }.Select(priority => $"eq(ticket.status, 'open') && eq(ticket.priority, '{priority}')"),
        "eq(ticket.status, 'open') && gteTimedelta(ticket.last_received_message_datetime, '2d')",
        "eq(ticket.status, 'open') && isEmpty(ticket.assignee_team.id)",
    ];

    public static IReadOnlyList<Promise> All { get; } =
    [
        .. OfEveryAccount.SelectMany(view => Pages($"view {view.Name}", isLong: true, (scout, cursor, cancellationToken) => OfViewAsync(scout, view.Slug, cursor, cancellationToken))),
        .. Heavy.SelectMany(filter => Pages($"filter: {filter.Name}", filter.IsLong, (scout, cursor, cancellationToken) => OfFilterAsync(scout, filter, cursor, cancellationToken))),
        new($"counts of {CountedViews} views", P99, MostMillisecondsOfCounts, 1, CountsAsync),
    ];

    private static IEnumerable<Promise> Pages(string name, bool isLong, Func<Scout, bool, CancellationToken, Task<IReadOnlyList<byte[]>>> prepareAsync)
    {
        yield return new(name, P99, MostMilliseconds, Readers, (scout, cancellationToken) => prepareAsync(scout, false, cancellationToken));
        if (isLong)
        {
            yield return new($"{name}, page 100", P99, MostMilliseconds, Readers, (scout, cancellationToken) => prepareAsync(scout, true, cancellationToken));
        }
    }

    private static async Task<IReadOnlyList<byte[]>> OfViewAsync(Scout scout, string slug, bool isDeep, CancellationToken cancellationToken)
    {
        var views = (await scout.GetAsync("/api/views?limit=100", cancellationToken))["data"]!.AsArray();
        var id = (long)views.First(view => (string?)view!["slug"] == slug && (string?)view["category"] == "system")!["id"]!;
        var cursor = isDeep ? await CursorAsync(cursor => scout.GetAsync($"/api/views/{id}/items?limit={Stride}{cursor}", cancellationToken)) : "";
        return [scout.Target.Get($"/api/views/{id}/items?limit=30{cursor}")];
    }

    private static async Task<IReadOnlyList<byte[]>> OfFilterAsync(Scout scout, HeavyFilter filter, bool isDeep, CancellationToken cancellationToken)
    {
        var cursor = isDeep ? await CursorAsync(cursor => scout.PostAsync($"/api/tickets/search?limit={Stride}{cursor}", filter.Body(0), cancellationToken)) : "";
        return [.. Enumerable.Range(0, filter.IsLong ? 1 : Variants).Select(number => scout.Target.Post($"/api/tickets/search?limit=30{cursor}", filter.Body(number)))];
    }

    private static async Task<IReadOnlyList<byte[]>> CountsAsync(Scout scout, CancellationToken cancellationToken)
    {
        const string Prefix = "bench: ";
        var views = (await scout.GetAsync("/api/views?limit=100", cancellationToken))["data"]!.AsArray();
        List<long> ids = [.. views.Where(view => (string?)view!["category"] == "system" || ((string)view["name"]!).StartsWith(Prefix, StringComparison.Ordinal)).Select(view => (long)view!["id"]!)];
        foreach (var (number, filters) in SideBar.Index().Skip(Math.Max(0, ids.Count - Enumerable.Count(views, view => (string?)view!["category"] == "system"))))
        {
            var body = new JsonObject { ["name"] = $"{Prefix}{number}", ["slug"] = $"bench-{number}", ["type"] = "ticket-list", ["visibility"] = "public", ["filters"] = filters };
            ids.Add((long)(await scout.PostAsync("/api/views", body.ToJsonString(), cancellationToken))["id"]!);
        }

        return [scout.Target.Get($"/api/views/counts?ids={string.Join(',', ids.Take(CountedViews))}")];
    }

    private static async Task<string> CursorAsync(Func<string, Task<JsonNode>> readAsync)
    {
        var cursor = "";
        for (var stride = 0; stride < Strides && (string?)(await readAsync(cursor))["meta"]!["next_cursor"] is { } next; stride++)
        {
            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }

        return cursor;
    }

    private sealed record HeavyFilter(string Name, string Filters, string OrderBy = "last_message_datetime", bool IsLong = true)
    {
        // The same as in life nobody asks twice, so that a page in the memory of the database tells little.
        public string Code(int number) => Filters.Replace("{0}", $"{10_000 + (number * 7919 % 80_000)}", StringComparison.Ordinal);

        public string Body(int number) => new JsonObject { ["view"] = new JsonObject { ["filters"] = Code(number), ["order_by"] = OrderBy, ["order_dir"] = "desc" } }.ToJsonString();
    }
}
