using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tickets;

public sealed class TicketTagTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B11")]
    [Trait("row", "B12")]
    public async Task Tags_are_added_by_id_or_name_without_removing()
    {
        var known = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "known" })).Is(HttpStatusCode.Created);
        var path = await NewTicketAsync("first");
        var added = (await desk.Admin.PostJsonAsync(path, new { ids = new[] { (long)known["id"]! }, names = new[] { "born here" } })).Is(HttpStatusCode.Created);
        Assert.Equal("", added.Body);
        Assert.Equal("0", added.Header("Content-Length"));
        var list = (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK);
        Assert.Equal(["data"], list.Json.AsObject().Select(member => member.Key));
        Assert.Equal(["first", "known", "born here"], Names(list));
        Assert.Equal(1, (int)list["data"]![2]!["usage"]!);
        (await desk.Admin.PostJsonAsync(path, new { names = new[] { "first" } })).Is(HttpStatusCode.Created);
        Assert.Equal(3, Names(await desk.Admin.GetJsonAsync(path)).Length);
    }

    [Fact]
    [Trait("row", "B12")]
    public async Task Twenty_adds_at_once_end_with_the_union()
    {
        var path = await NewTicketAsync();
        var names = Enumerable.Range(0, 20).Select(i => $"at once {i:00}").ToArray();
        var answers = await Task.WhenAll(names.Select((name, i) => desk.Admin.PostJsonAsync(path, new { names = new[] { name, names[(i + 7) % 20], names[(i + 13) % 20] } })));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.Created));
        Assert.Equal(names, Names(await desk.Admin.GetJsonAsync(path)).Order(StringComparer.Ordinal));
        var usage = (await desk.Admin.GetJsonAsync("/api/tags?search=at%20once&limit=100")).Is(HttpStatusCode.OK);
        Assert.All(usage["data"]!.AsArray(), tag => Assert.Equal(1, (int)tag!["usage"]!));
    }

    [Fact]
    [Trait("row", "B13")]
    public async Task Only_named_tags_are_removed_and_unknown_ones_do_no_harm()
    {
        var path = await NewTicketAsync("stays", "goes");
        (await desk.Admin.DeleteJsonAsync(path, new { names = new[] { "goes", "never seen" }, ids = new[] { 999_999 } })).Is(HttpStatusCode.NoContent);
        Assert.Equal(["stays"], Names(await desk.Admin.GetJsonAsync(path)));
        Assert.Empty((await desk.Admin.GetJsonAsync("/api/tags?search=never%20seen"))["data"]!.AsArray());
        (await desk.Admin.DeleteJsonAsync(path)).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Trait("row", "B14")]
    public async Task Put_sets_exactly_the_sent_tags()
    {
        var path = await NewTicketAsync("old");
        (await desk.Admin.PutJsonAsync(path, new { names = new[] { "new one", "new two" } })).Is(HttpStatusCode.Accepted);
        Assert.Equal(["new one", "new two"], Names(await desk.Admin.GetJsonAsync(path)));
        (await desk.Admin.PutJsonAsync(path, "{}")).Is(HttpStatusCode.Accepted);
        Assert.Empty(Names(await desk.Admin.GetJsonAsync(path)));
    }

    [Fact]
    public async Task Unknown_ids_are_named_and_nothing_is_added()
    {
        var path = await NewTicketAsync();
        Assert.NotEmpty((await desk.Admin.PostJsonAsync(path, new { ids = new[] { 424242 }, names = new[] { "not made either" } })).Is(HttpStatusCode.BadRequest).ErrorsAt("ids"));
        Assert.Empty(Names(await desk.Admin.GetJsonAsync(path)));
        Assert.Empty((await desk.Admin.GetJsonAsync("/api/tags?search=not%20made%20either"))["data"]!.AsArray());
    }

    [Fact]
    [Trait("row", "B27")]
    public async Task Merged_tags_leave_only_the_survivor_and_the_counts_add_up()
    {
        var a = await NewTicketAsync("merge a");
        var b = await NewTicketAsync("merge b", "merge a");
        var c = await NewTicketAsync("merge c");
        var ids = (await desk.Admin.GetJsonAsync("/api/tags?search=merge%20&order_by=name:asc"))["data"]!.AsArray().Select(tag => (long)tag!["id"]!).ToArray();
        var merged = (await desk.Admin.PutJsonAsync($"/api/tags/{ids[0]}/merge", new { source_tags_ids = new[] { ids[1] } })).Is(HttpStatusCode.Accepted);
        Assert.Equal(2, (int)merged["usage"]!);
        merged = (await desk.Admin.PostJsonAsync("/api/tags/merge", new { target_id = ids[0], source_ids = new[] { ids[2] } })).Is(HttpStatusCode.Accepted);
        Assert.Equal(3, (int)merged["usage"]!);
        foreach (var path in new[] { a, b, c })
        {
            Assert.Equal(["merge a"], Names(await desk.Admin.GetJsonAsync(path)));
        }

        (await desk.Admin.GetJsonAsync($"/api/tags/{ids[1]}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"/api/tags/{ids[0]}/merge", new { source_tags_ids = new[] { ids[0] } })).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.PutJsonAsync($"/api/tags/{ids[0]}/merge", new { source_tags_ids = new[] { ids[1] } })).Is(HttpStatusCode.NotFound);
        Assert.Contains("tag-merged", await desk.Admin.EventTypesAsync("Tag", JsonValue.Create(ids[0])));
    }

    [Fact]
    [Trait("row", "B26")]
    public async Task A_deleted_tag_disappears_from_tickets()
    {
        var path = await NewTicketAsync("doomed", "spared");
        var doomed = (long)(await desk.Admin.GetJsonAsync(path))["data"]![0]!["id"]!;
        (await desk.Admin.DeleteJsonAsync($"/api/tags/{doomed}")).Is(HttpStatusCode.NoContent);
        Assert.Equal(["spared"], Names(await desk.Admin.GetJsonAsync(path)));
    }

    private static string[] Names(Answer list) => [.. list.Is(HttpStatusCode.OK)["data"]!.AsArray().Select(tag => (string)tag!["name"]!)];

    private async Task<string> NewTicketAsync(params string[] tags)
    {
        var ticket = await desk.Admin.OpenTicketAsync(ticket => ticket["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)new JsonObject { ["name"] = tag })]));
        return $"/api/tickets/{ticket["id"]}/tags";
    }
}
