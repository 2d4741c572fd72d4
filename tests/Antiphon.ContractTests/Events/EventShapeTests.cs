using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Events;

/// <summary>The events page.</summary>
[Trait("row", "B32")]
public sealed class EventShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_event_and_a_list_of_them_have_the_documented_shape()
    {
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "one" })).Is(HttpStatusCode.Created);
        (await desk.Admin.PutJsonAsync($"/api/tags/{tag["id"]}", new { name = "two" })).Is(HttpStatusCode.Accepted);
        var (one, list) = (Shape.Read("events/event"), Shape.Read("events/list"));
        var page = (await desk.Admin.GetJsonAsync("/api/events?limit=2")).Is(HttpStatusCode.OK);
        list.Matches(page.Json);
        list.Matches((await desk.Admin.GetJsonAsync($"/api/events?limit=100&cursor={(string)page["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK).Json);
        foreach (var item in page["data"]!.AsArray())
        {
            one.Matches((await desk.Admin.GetJsonAsync((string)item!["uri"]!)).Is(HttpStatusCode.OK).Json);
        }
    }
}
