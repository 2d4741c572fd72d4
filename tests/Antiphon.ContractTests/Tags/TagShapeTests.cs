using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Tags;

/// <summary>The page of tags and ticket tags: its requests are taken as they are, and its answers have these members and types.</summary>
public sealed class TagShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B26")]
    public async Task A_tag_has_the_documented_shape()
    {
        var shape = Shape.Read("tags/tag");
        var created = (await desk.Admin.PostJsonAsync("/api/tags", shape.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        shape.Matches(created.Json);
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/tags/{created["id"]}")).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.PutJsonAsync($"/api/tags/{created["id"]}", """{"description": "Other"}""")).Is(HttpStatusCode.Accepted).Json);
        shape.Matches((await desk.Admin.GetJsonAsync("/api/tags?search=gift")).Is(HttpStatusCode.OK)["data"]![0]);
    }

    [Fact]
    [Trait("row", "B11")]
    [Trait("row", "B12")]
    public async Task The_tags_of_a_ticket_come_as_data_alone()
    {
        var shape = Shape.Read("tags/of-ticket");
        var ticket = await desk.Admin.OpenTicketAsync();
        var known = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "known" })).Is(HttpStatusCode.Created);
        var request = shape.Request!.ToJsonString().Replace("\"(id)\"", (string)known["id"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await desk.Admin.PostJsonAsync($"/api/tickets/{ticket["id"]}/tags", request)).Is(HttpStatusCode.Created).Body);
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}/tags")).Is(HttpStatusCode.OK).Json);
        Assert.Empty((await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}/tags", request)).Is(HttpStatusCode.Accepted).Body);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket["id"]}/tags", request)).Is(HttpStatusCode.NoContent);
    }
}
