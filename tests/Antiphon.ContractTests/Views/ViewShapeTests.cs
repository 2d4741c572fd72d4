using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Views;

/// <summary>The example of the views page.</summary>
[Trait("row", "B29")]
public sealed class ViewShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape View = Shape.Read("views/view");

    [Fact]
    public async Task A_view_has_the_documented_shape_on_create_read_list_and_update()
    {
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Warehouse", decoration = new { emoji = "📦" } })).Is(HttpStatusCode.Created);
        var created = (await desk.Admin.PostJsonAsync("/api/views", new
        {
            name = "Hot",
            filters = "eq(ticket.spam, true)",
            fields = new[] { "details", "tags" },
            decoration = new { emoji = "🔥" },
            visibility = "shared",
            shared_with_users = new[] { desk.Account.OwnerUserId },
            shared_with_teams = new[] { (long)team["id"]! },
        })).Is(HttpStatusCode.Created);
        View.Matches(created.Json);
        Assert.Equal("Warehouse", (string?)created["shared_with_teams"]![0]!["name"]);
        Assert.Equal("📦", (string?)created["shared_with_teams"]![0]!["decoration"]!["emoji"]);
        Assert.NotNull(created["shared_with_users"]![0]!["name"]);
        var path = (string)created["uri"]!;
        View.Matches((await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).Json);
        View.Matches((await desk.Admin.PutJsonAsync(path, new { decoration = (object?)null })).Is(HttpStatusCode.Accepted).Json);
        var list = (await desk.Admin.GetJsonAsync("/api/views?category=user")).Is(HttpStatusCode.OK);
        View.Matches(list["data"]![0]);
        Assert.Equal("list", (string?)list["object"]);
        Assert.Equal(["prev_cursor", "next_cursor", "total_resources"], list["meta"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    [Trait("row", "B30")]
    public async Task Items_have_the_documented_shape_saved_and_unsaved()
    {
        var items = Shape.Read("views/items");
        await desk.Admin.OpenTicketAsync();
        await desk.Admin.OpenTicketAsync();
        var view = (await desk.Admin.PostJsonAsync("/api/views", new { })).Is(HttpStatusCode.Created);
        var page = (await desk.Admin.GetJsonAsync($"/api/views/{view["id"]}/items?limit=1")).Is(HttpStatusCode.OK);
        items.Matches(page.Json);
        Assert.StartsWith($"/api/views/{view["id"]}/items?cursor=", (string?)page["meta"]!["next_items"], StringComparison.Ordinal);
        items.Matches((await desk.Admin.GetJsonAsync((string)page["meta"]!["next_items"]!)).Is(HttpStatusCode.OK).Json);
        items.Matches((await desk.Admin.PutJsonAsync("/api/views/0/items", new { })).Is(HttpStatusCode.OK).Json);
        items.Matches((await desk.Admin.PostJsonAsync("/api/tickets/search", new { })).Is(HttpStatusCode.OK).Json);
    }

    [Fact]
    public async Task The_tree_of_an_empty_filter_is_the_observed_one()
    {
        var view = (await desk.Admin.PostJsonAsync("/api/views", new { })).Is(HttpStatusCode.Created);
        const string expected = """{"type": "Program", "body": [], "sourceType": "script", "loc": {"start": {"line": 0, "column": 0}, "end": {"line": 0, "column": 0}}}""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), view["filters_ast"]));
    }
}
