using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Search;

/// <summary>A shop with more tickets than a search walks: what it looks for may lie behind the newest, near or far.</summary>
[Trait("row", "P01")]
public sealed class DeepSearchTests(DeepShop shop) : IClassFixture<DeepShop>
{
    [Theory]
    [InlineData("beluga", "created_datetime:desc")]
    [InlineData("beluga", "created_datetime:asc")]
    [InlineData("beluga", "updated_datetime:desc")]
    [InlineData("narwhal", "created_datetime:desc")]
    [InlineData("narwhal", "created_datetime:asc")]
    [InlineData("narwhal", "updated_datetime:asc")]
    [InlineData("walrus", "created_datetime:desc")]
    [InlineData("walrus", "created_datetime:asc")]
    [InlineData("belug", "created_datetime:desc")]
    [InlineData("narwhal walrus", "created_datetime:desc")]
    [InlineData("narwhal -walrus", "created_datetime:desc")]
    [InlineData("narwhal -beluga", "created_datetime:asc")]
    [InlineData("-ticket beluga", "updated_datetime:desc")]
    [InlineData("-narwhal walrus", "created_datetime:asc")]
    [InlineData("-narwhal -walrus", "created_datetime:asc")]
    [InlineData("\"ticket narwhal\" walr", "created_datetime:desc")]
    [InlineData("\"narwhal ticket\"", "created_datetime:desc")]
    [InlineData("narwhal -\"narwhal walrus\"", "created_datetime:asc")]
    public async Task What_is_old_is_found_in_its_order_page_by_page_and_back(string words, string order)
    {
        var expected = await shop.WithAsync(words, order);
        Assert.Equal(words is "-ticket beluga" or "\"narwhal ticket\"", expected.Count == 0);
        var found = new List<long>();
        var pages = new List<long[]>();
        string? cursor = null, back = null;
        do
        {
            var answer = await shop.Desk.Admin.SearchAsync(words, $"&limit=7&order_by={order}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            pages.Add([.. answer["data"]!.AsArray().Select(one => (long)one!["ticket"]!["id"]!)]);
            found.AddRange(pages[^1]);
            (back, cursor) = ((string?)answer["meta"]!["prev_cursor"], (string?)answer["meta"]!["next_cursor"]);
        }
        while (cursor is not null);

        Assert.Equal(expected, found);
        for (var page = pages.Count - 2; page >= 0; page--)
        {
            var answer = await shop.Desk.Admin.SearchAsync(words, $"&limit=7&order_by={order}&cursor={Uri.EscapeDataString(back!)}");
            Assert.Equal(pages[page], answer["data"]!.AsArray().Select(one => (long)one!["ticket"]!["id"]!));
            back = (string?)answer["meta"]!["prev_cursor"];
        }
    }

    [Theory]
    [InlineData("beluga", 18)]
    [InlineData("narwhal", 100)]
    public async Task What_is_old_is_ranked(string word, int expected)
    {
        var found = await shop.Desk.Admin.FindAsync(word, "&limit=100&order_by=relevance");
        Assert.Equal(expected, found.Distinct().Count());
        Assert.Subset((await shop.WithAsync(word, "created_datetime:asc")).ToHashSet(), found.ToHashSet());
    }

    [Fact]
    public async Task What_nobody_said_is_looked_for_everywhere_and_not_found() => Assert.Empty(await shop.Desk.Admin.FindAsync("orca"));

    [Fact]
    public async Task A_view_is_searched_for_what_only_old_tickets_have()
    {
        var found = (await shop.Desk.Admin.PutJsonAsync("/api/views/0/items?limit=100", new { view = new { type = "ticket-list", search = "beluga", filters = "", order_by = "created_datetime", order_dir = "asc" } }))
            .Is(System.Net.HttpStatusCode.OK);
        Assert.Equal(await shop.WithAsync("beluga", "created_datetime:asc"), found["data"]!.AsArray().Select(ticket => (long)ticket!["id"]!).Order());
    }
}

/// <summary>
/// Four thousand tickets: the newest 3,100 of three days; then one every four hours for five months; the oldest three years ago. <c>narwhal</c> stands in all
/// that are older than three days, <c>beluga</c> in a few of each part, <c>walrus</c> in every fiftieth.
/// </summary>
public sealed class DeepShop : IAsyncLifetime
{
    public Desk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Desk = await Desk.StartAsync();
        await Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"""
            insert into tickets (account_id, status, channel, via, subject, created_at, processed_at, updated_at)
            select {Desk.Account.Id}, 'open', 'email', 'api',
              concat_ws(' ', 'ticket', case when n > 3100 then 'narwhal' end, case when n % 50 = 0 then 'walrus' end, case when n in (3111, 3200, 3500, 3990, 3991, 4000) or n between 3301 and 3312 then 'beluga' end),
              moment, moment, moment + interval '5 years' - (now() - moment) * case when n % 2 = 0 then 1 else 2 end
            from generate_series(1, 4000) n cross join lateral (
              select now() - case when n <= 3100 then n * interval '83 seconds' when n < 3990 then interval '3 days' + (n - 3100) * interval '4 hours' else interval '3 years' + n * interval '1 minute' end moment) times
            order by n desc
            """,
            CancellationToken.None));
    }

    public ValueTask DisposeAsync() => Desk.DisposeAsync();

    /// <summary>The ids of the tickets whose subject has all the words and phrases, and none that is behind a minus, looked for without any index.</summary>
    public Task<List<long>> WithAsync(string words, string order) => Desk.InScopeAsync(services =>
    {
        var column = order.StartsWith("created", StringComparison.Ordinal) ? "created_at" : "updated_at";
        var direction = order.EndsWith("desc", StringComparison.Ordinal) ? "desc" : "asc";
        return services.GetRequiredService<DeskDb>().ListAsync(
            $"""
            select id from tickets where account_id = {Desk.Account.Id}
              and not exists (select from unnest({Terms(words)}) term where (strpos(subject, btrim(term, '-"')) = 0) <> starts_with(term, '-'))
            order by {column:raw} {direction:raw}, id {direction:raw}
            """,
            row => row.GetInt64(0),
            CancellationToken.None);
    });

    private static string[] Terms(string words) => [.. System.Text.RegularExpressions.Regex.Matches(words, "-?(\"[^\"]*\"|[^ ]+)").Select(match => match.Value)];
}
