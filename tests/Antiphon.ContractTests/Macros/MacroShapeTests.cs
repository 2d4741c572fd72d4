using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Macros;

/// <summary>The page of macros: its example is taken as it is, and the answers have these members and types.</summary>
[Trait("row", "B28")]
public sealed class MacroShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_macro_has_the_documented_shape()
    {
        var shape = Shape.Read("macros/macro");
        var created = (await desk.Admin.PostJsonAsync("/api/macros", shape.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        shape.Matches(created.Json);
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/macros/{created["id"]}")).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.PutJsonAsync($"/api/macros/{created["id"]}", """{"external_id": null}""")).Is(HttpStatusCode.Accepted).Json);
        shape.Matches((await desk.Admin.GetJsonAsync("/api/macros?search=order")).Is(HttpStatusCode.OK)["data"]![0]);
        Assert.True(JsonNode.DeepEquals(shape.Request!["actions"], created["actions"]));
    }

    [Fact]
    public async Task Archiving_answers_a_state_for_each_macro()
    {
        var macro = (await desk.Admin.PostJsonAsync("/api/macros", new { name = "to archive" })).Is(HttpStatusCode.Created);
        Shape.Read("macros/states").Matches((await desk.Admin.PutJsonAsync("/api/macros/archive", new { ids = new[] { (long)macro["id"]! } })).Is(HttpStatusCode.OK).Json);
    }
}
