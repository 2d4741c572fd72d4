using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Changes;

/// <summary>The change feed, which is ours: docs/changes-and-live.md.</summary>
[Trait("row", "N06")]
public sealed class ChangeShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_feed_has_the_documented_shape()
    {
        await desk.Admin.OpenTicketAsync();
        var shape = Shape.Read("changes/changes");
        shape.Matches((await desk.Admin.GetJsonAsync("/api/changes?after=0")).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.GetJsonAsync("/api/changes?after=0&include=object")).Is(HttpStatusCode.OK).Json);
        Shape.Read("changes/gone").Matches((await desk.Admin.GetJsonAsync("/api/changes?after=1000000")).Is(HttpStatusCode.Gone).Json);
    }

    [Fact]
    public async Task An_object_in_the_feed_is_the_one_of_its_list()
    {
        var ticket = await desk.Admin.OpenTicketAsync();
        var changes = (await desk.Admin.GetJsonAsync("/api/changes?after=0&include=object&object_types=Ticket&object_types=TicketMessage&object_types=Customer&limit=100")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        (string Type, long Id)[] shown = [("Ticket", (long)ticket["id"]!), ("TicketMessage", (long)ticket["messages"]![0]!["id"]!), ("Customer", (long)ticket["customer"]!["id"]!)];
        var list = (await desk.Admin.GetJsonAsync($"/api/tickets?ticket_ids={ticket["id"]}"))["data"]![0]!;
        foreach (var (type, id) in shown)
        {
            var item = changes.Single(change => (string)change!["object_type"]! == type && (long)change["object_id"]! == id)!["object"]!;
            var expected = type switch
            {
                "Ticket" => list,
                "Customer" => (await desk.Admin.GetJsonAsync($"/api/customers/{id}")).Json,
                _ => (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}/messages/{id}")).Json,
            };
            Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(expected, item), $"{expected.ToJsonString()}\n{item.ToJsonString()}");
        }
    }
}
