using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.UnitTests.Client;

public sealed class PagingTests : IDisposable
{
    private readonly ScriptedHandler handler = new();

    public void Dispose() => handler.Dispose();

    [Theory]
    [InlineData("WyJuZXh0IiwgMjksIDkyNV0=")]
    [InlineData("a+b/c+d==")]
    [InlineData("%2B already & encoded?#")]
    public async Task A_cursor_comes_back_as_it_was_with_filters_order_and_limit_repeated(string cursor)
    {
        using var client = handler.Answer(200, Page(cursor, 1, 2)).Answer(200, Page(null, 3)).Client();
        var query = new TagQuery { Search = "VIP & co", OrderBy = "usage:desc,name:desc" };
        Assert.Equal([1, 2, 3], await client.Tags.ListAsync(query).Select(tag => tag.Id).ToListAsync());

        Assert.Equal("?limit=100&order_by=usage%3Adesc%2Cname%3Adesc&search=VIP%20%26%20co", handler.Seen[0].Uri.Query);
        Assert.Equal($"?cursor={Uri.EscapeDataString(cursor)}&limit=100&order_by=usage%3Adesc%2Cname%3Adesc&search=VIP%20%26%20co", handler.Seen[1].Uri.Query);
    }

    [Fact]
    public async Task A_page_shows_both_cursors_and_leaves_the_limit_to_the_server()
    {
        using var client = handler
            .Answer(200, """{"data": [], "object": "list", "uri": "/api/tags", "meta": {"prev_cursor": "p=", "next_cursor": "n+", "total_resources": 7}}""")
            .Client();
        var page = await client.Tags.ListPageAsync();
        Assert.Equal(("p=", "n+", 7L, true), (page.PreviousCursor, page.NextCursor, page.TotalResources, page.HasMore));
        Assert.Equal("/api/tags", handler.Seen[0].Uri.PathAndQuery);
    }

    [Theory]
    [InlineData("""{"data": [TAG], "meta": {"next_cursor": null}}""")]
    [InlineData("""{"data": [TAG], "meta": {"next_cursor": ""}}""")]
    [InlineData("""{"data": [TAG], "meta": {}}""")]
    [InlineData("""{"data": [TAG], "meta": null}""")]
    [InlineData("""{"data": [TAG]}""")]
    [InlineData("""{"meta": {"next_cursor": null, "more": [1, {"a": 2}]}, "object": "list", "data": [TAG]}""")]
    [InlineData("[TAG]")]
    public async Task A_walk_ends_with_any_form_of_the_last_page(string body)
    {
        using var client = handler.Answer(200, body.Replace("TAG", TagText(5), StringComparison.Ordinal)).Client();
        Assert.Equal([5], await client.Tags.ListAsync().Select(tag => tag.Id).ToListAsync());
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"data": null}""")]
    [InlineData("""{"data": [null]}""")]
    [InlineData("""{"data": [""")]
    [InlineData("")]
    public async Task What_is_no_list_is_an_error(string body)
    {
        using var client = handler.Answer(200, body).Client();
        await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.ListPageAsync());
    }

    [Fact]
    public async Task A_walk_goes_on_from_a_stored_cursor_in_whole_pages()
    {
        using var client = handler.Answer(200, Page("b=", 3, 4)).Answer(200, Page(null, 5)).Client();
        var pages = await client.Tags.ListAsync(new() { Cursor = "a=", Limit = 2 }).AsPages().ToListAsync();
        Assert.Equal([2, 1], pages.Select(page => page.Data.Count));
        Assert.Equal(["b=", null], pages.Select(page => page.NextCursor));
        Assert.Equal("?cursor=a%3D&limit=2", handler.Seen[0].Uri.Query);
    }

    [Fact]
    public async Task Leaving_the_loop_early_costs_no_further_request()
    {
        using var client = handler.Answer(200, Page("n=", 1, 2)).Client();
        await foreach (var tag in client.Tags.ListAsync())
        {
            Assert.Equal(1, tag.Id);
            break;
        }

        Assert.Single(handler.Seen);
    }

    [Fact]
    public async Task A_server_that_repeats_its_cursor_does_not_keep_the_walk_going_for_ever()
    {
        using var client = handler.Answer(200, Page("n=", 1)).Answer(200, Page("n=", 1)).Client();
        await Assert.ThrowsAsync<AntiphonException>(async () => await client.Tags.ListAsync().ToListAsync());
        Assert.Equal(2, handler.Seen.Count);
    }

    [Fact]
    public async Task A_walk_can_be_cancelled_at_either_end()
    {
        using var client = handler.Answer(200, Page("n=", 1)).Answer(200, Page("n=", 1)).Client();
        foreach (var atStart in new[] { true, false })
        {
            using var cancellation = new CancellationTokenSource();
            var walk = client.Tags.ListAsync(cancellationToken: atStart ? cancellation.Token : default);
            await using var tags = walk.GetAsyncEnumerator(atStart ? default : cancellation.Token);
            Assert.True(await tags.MoveNextAsync());
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await tags.MoveNextAsync());
        }
    }

    private static string TagText(long id) => $$"""{"id": {{id}}, "name": "t{{id}}", "usage": 0, "created_datetime": "2026-03-02T09:14:03.559458+00:00", "uri": "/api/tags/{{id}}/"}""";

    private static string Page(string? next, params long[] ids)
    {
        var cursor = next is null ? "null" : $"\"{next}\"";
        return $$$"""{"data": [{{{string.Join(", ", ids.Select(TagText))}}}], "object": "list", "uri": "/api/tags", "meta": {"prev_cursor": null, "next_cursor": {{{cursor}}}}}""";
    }
}
