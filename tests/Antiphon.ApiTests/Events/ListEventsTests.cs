using System.Globalization;
using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Microsoft.Extensions.Configuration;

namespace Antiphon.ApiTests.Events;

/// <summary>Every combination of filters must answer what a plain filter in memory answers, page by page.</summary>
[Trait("row", "B32")]
public sealed class ListEventsTests(ListEventsTests.SeededDesk seeded) : IClassFixture<ListEventsTests.SeededDesk>
{
    private const string All = "order_by=created_datetime:desc";

    private readonly Desk desk = seeded.Desk;

    [Theory]
    [InlineData(All)]
    [InlineData("order_by=created_datetime:asc")]
    [InlineData("types=ticket-created")]
    [InlineData("types=ticket-created&types=ticket-updated&types=widget-created")]
    [InlineData("types=ticket-created,tag-created&types=ticket-created")]
    [InlineData("types[]=tag-created")]
    [InlineData("user_ids=101")]
    [InlineData("user_ids=101&user_ids=102&user_ids=101&user_ids=999")]
    [InlineData("user_ids=102&types=ticket-updated")]
    [InlineData("user_ids=101&user_ids=102&types=tag-created&types=ticket-created&order_by=created_datetime:asc")]
    [InlineData("object_type=Ticket&object_id=1")]
    [InlineData("object_type=Ticket&object_id=1&types=ticket-updated&user_ids=101&user_ids=102")]
    [InlineData("created_datetime[gte]=2026-06-23T12:10:00Z")]
    [InlineData("created_datetime[gt]=2026-06-23T12:10:00Z")]
    [InlineData("created_datetime%5Bgte%5D=2026-06-23T12%3A10%3A00%2B00%3A00&created_datetime%5Blt%5D=2026-06-23T12:20:00")]
    [InlineData("created_datetime[gt]=2026-06-23T14:10:00+02:00&created_datetime[lte]=2026-06-23T12:20:00.000000")]
    [InlineData("created_datetime[lt]=2026-06-23T12:20:00Z&created_datetime[lte]=2026-06-23T12:15:00Z&types=ticket-updated")]
    [InlineData("created_datetime[gte]=2026-06-23&user_ids=103&order_by=created_datetime:asc")]
    [InlineData("created_datetime[gt]=2026-06-24&created_datetime[lt]=2026-06-23")]
    public async Task Filters_in_any_combination_choose_events(string query)
    {
        var expected = Expected(query);
        var given = new List<long>();
        var pages = 0;
        for (string? cursor = ""; cursor is not null && pages < 200; pages++)
        {
            var page = (await desk.Admin.GetJsonAsync($"/api/events?limit=17&{query}{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}")).Is(HttpStatusCode.OK);
            given.AddRange(page["data"]!.AsArray().Select(item => item!.Id()));
            cursor = (string?)page["meta"]!["next_cursor"];
        }

        Assert.Equal(expected, given);
    }

    [Fact]
    public async Task Walking_back_shows_the_same_pages()
    {
        const string Query = "limit=10&user_ids=101&user_ids=102";
        var first = (await desk.Admin.GetJsonAsync($"/api/events?{Query}")).Is(HttpStatusCode.OK);
        var second = (await desk.Admin.GetJsonAsync($"/api/events?{Query}&cursor={(string)first["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK);
        var back = (await desk.Admin.GetJsonAsync($"/api/events?{Query}&cursor={(string)second["meta"]!["prev_cursor"]!}")).Is(HttpStatusCode.OK);
        Assert.Equal(first["data"]!.ToJsonString(), back["data"]!.ToJsonString());
        Assert.Null(back["meta"]!["prev_cursor"]);
    }

    private List<long> Expected(string query)
    {
        var wanted = Uri.UnescapeDataString(query).Split('&').Select(pair => pair.Split('=', 2)).Select(pair => (Key: pair[0].Replace("[]", "", StringComparison.Ordinal), Value: pair[1])).ToList();
        string[] Values(string key) => [.. wanted.Where(pair => pair.Key == key).SelectMany(pair => pair.Value.Split(','))];
        IEnumerable<SeededEvent> events = seeded.Events;
        if (Values("types") is { Length: > 0 } types)
        {
            events = events.Where(item => types.Contains(item.Type));
        }

        if (Values("user_ids") is { Length: > 0 } users)
        {
            events = events.Where(item => item.UserId is { } user && users.Contains(user.ToString(CultureInfo.InvariantCulture)));
        }

        if (Values("object_type") is [var objectType])
        {
            events = events.Where(item => item.ObjectType == objectType && item.ObjectId.ToString(CultureInfo.InvariantCulture) == Values("object_id")[0]);
        }

        foreach (var (key, value) in wanted.Where(pair => pair.Key.StartsWith("created_datetime[", StringComparison.Ordinal)))
        {
            var time = DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            events = key[17..^1] switch
            {
                "gt" => events.Where(item => item.At > time),
                "gte" => events.Where(item => item.At >= time),
                "lt" => events.Where(item => item.At < time),
                _ => events.Where(item => item.At <= time),
            };
        }

        return wanted.Contains(("order_by", "created_datetime:asc"))
            ? [.. events.OrderBy(item => item.At).ThenBy(item => item.Id).Select(item => item.Id)]
            : [.. events.OrderByDescending(item => item.At).ThenByDescending(item => item.Id).Select(item => item.Id)];
    }

    /// <summary>A desk whose log holds only these events.</summary>
    public sealed class SeededDesk : IAsyncLifetime
    {
        public Desk Desk { get; private set; } = null!;

        internal IReadOnlyList<SeededEvent> Events { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            Desk = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Events:RetentionDays", "0")]));
            await Desk.ForgetEventsAsync();
            string[] types = ["ticket-created", "ticket-updated", "ticket-updated", "tag-created"];
            long?[] users = [null, 101, 101, 102, 103];
            // Several share a time, as the events of one statement do, and ids do not follow the order of time.
            Events = await Desk.SeedEventsAsync(Enumerable.Range(0, 240).Select(i => new SeededEvent(
                types[i % 4], types[i % 4] is "tag-created" ? "Tag" : "Ticket", 1 + (i % 5), users[i * 7 % 5], EventSeed.Noon.AddMinutes(i * 37 % 80 / 2))));
        }

        public ValueTask DisposeAsync() => Desk.DisposeAsync();
    }
}
