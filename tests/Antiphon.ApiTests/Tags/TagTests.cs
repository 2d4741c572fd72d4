using System.Net;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Tags;

[Trait("row", "B26")]
public sealed class TagTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_created_tag_can_be_read()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "urgent", description = "Mark a ticket as urgent", decoration = new { color = "#F58D86" } })).Is(HttpStatusCode.Created);
        var read = (await desk.Admin.GetJsonAsync($"/api/tags/{created["id"]}/")).Is(HttpStatusCode.OK);
        Assert.Equal(created.Body, read.Body);
        Assert.Equal("#F58D86", (string?)read["decoration"]!["color"]);
        Assert.Equal(0, (int)read["usage"]!);
    }

    [Fact]
    public async Task Creating_a_tag_twice_answers_409()
    {
        (await desk.Admin.PostJsonAsync("/api/tags", new { name = "twice" })).Is(HttpStatusCode.Created);
        var second = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "twice" })).Is(HttpStatusCode.Conflict);
        Assert.Equal("The resource already exists.", (string?)second["error"]!["msg"]);
    }

    [Fact]
    public async Task Names_are_case_sensitive()
    {
        (await desk.Admin.PostJsonAsync("/api/tags", new { name = "Case" })).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync("/api/tags", new { name = "case" })).Is(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task All_field_errors_come_at_once_with_their_paths()
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/tags", new { description = 7, decoration = new { color = "red", size = 3 }, foo = 1 })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create tag", (string?)refused["error"]!["msg"]);
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("name"));
        Assert.Equal(["Not a valid string."], refused.ErrorsAt("description"));
        Assert.NotEmpty(refused.ErrorsAt("decoration.color"));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("decoration.size"));
        Assert.Equal(["Unknown field."], refused.ErrorsAt("foo"));
    }

    [Fact]
    public async Task An_update_changes_only_what_is_sent_and_null_clears()
    {
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "before", description = "kept", decoration = new { color = "#000000" } })).Is(HttpStatusCode.Created);
        var renamed = (await desk.Admin.PutJsonAsync($"/api/tags/{tag["id"]}", new { name = "after" })).Is(HttpStatusCode.Accepted);
        Assert.Equal("after", (string?)renamed["name"]);
        Assert.Equal("kept", (string?)renamed["description"]);
        var cleared = (await desk.Admin.PutJsonAsync($"/api/tags/{tag["id"]}", """{"description": null, "decoration": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Null(cleared["description"]);
        Assert.Null(cleared["decoration"]);
        Assert.Equal("after", (string?)cleared["name"]);
    }

    [Fact]
    [Trait("row", "A16")]
    public async Task Walking_pages_forward_and_back_shows_each_tag_once()
    {
        await using var own = await Desk.StartAsync();
        for (var i = 0; i < 25; i++)
        {
            (await own.Admin.PostJsonAsync("/api/tags", new { name = $"tag {i:00}" })).Is(HttpStatusCode.Created);
        }

        var first = (await own.Admin.GetJsonAsync("/api/tags?limit=10&order_by=name:asc")).Is(HttpStatusCode.OK);
        Assert.Null(first["meta"]!["prev_cursor"]);
        var second = (await own.Admin.GetJsonAsync($"/api/tags?limit=10&cursor={Uri.EscapeDataString((string)first["meta"]!["next_cursor"]!)}")).Is(HttpStatusCode.OK);
        var third = (await own.Admin.GetJsonAsync($"/api/tags?limit=10&cursor={(string)second["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK);
        var names = new[] { first, second, third }.SelectMany(page => page["data"]!.AsArray()).Select(tag => (string)tag!["name"]!);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"tag {i:00}"), names);
        Assert.Null(third["meta"]!["next_cursor"]);
        var back = (await own.Admin.GetJsonAsync($"/api/tags?limit=10&cursor={(string)second["meta"]!["prev_cursor"]!}")).Is(HttpStatusCode.OK);
        Assert.Equal(first["data"]!.ToJsonString(), back["data"]!.ToJsonString());
        Assert.Null(back["meta"]!["prev_cursor"]);
    }

    [Fact]
    public async Task Deleting_tags_needs_ids_in_the_body_or_the_query()
    {
        var one = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "gone 1" })).Is(HttpStatusCode.Created);
        var two = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "gone 2" })).Is(HttpStatusCode.Created);
        (await desk.Admin.DeleteJsonAsync("/api/tags")).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.DeleteJsonAsync("/api/tags", new { ids = new[] { one["id"]!.GetValue<long>().ToString() } })).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/tags?ids={two["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync($"/api/tags/{one["id"]}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/tags/{two["id"]}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_observer_reads_tags_and_changes_none()
    {
        using var observer = await desk.AsRoleAsync("observer-agent");
        (await observer.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await observer.PostJsonAsync("/api/tags", new { name = "no" })).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task Unknown_query_parameters_are_refused_by_name()
    {
        var refused = (await desk.Admin.GetJsonAsync("/api/tags?page=2&colour=red&limit=101")).Is(HttpStatusCode.BadRequest);
        Assert.Contains("cursor", refused.ErrorsAt("page")[0], StringComparison.Ordinal);
        Assert.Equal(["Unknown field."], refused.ErrorsAt("colour"));
        Assert.NotEmpty(refused.ErrorsAt("limit"));
    }
}
