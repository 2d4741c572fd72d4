using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Widgets;

/// <summary>The page of widgets: its example is taken as it is, and the answers have these members and types.</summary>
[Trait("row", "B42")]
public sealed class WidgetShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_widget_has_the_documented_shape()
    {
        var shape = Shape.Read("widgets/widget");
        var created = (await desk.Admin.PostJsonAsync("/api/widgets", shape.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        shape.Matches(created.Json);
        Assert.True(JsonNode.DeepEquals(shape.Request!["template"], created["template"]));
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/widgets/{created["id"]}")).Is(HttpStatusCode.OK).Json);
        // Whoever sends back what was read changes nothing and is not refused.
        Assert.Equal(created.Body, (await desk.Admin.PutJsonAsync($"/api/widgets/{created["id"]}", created.Body)).Is(HttpStatusCode.OK).Body);
        shape.Matches((await desk.Admin.GetJsonAsync("/api/widgets")).Is(HttpStatusCode.OK)["data"]![0]);
    }
}
