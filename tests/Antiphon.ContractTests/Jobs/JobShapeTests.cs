using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Jobs;

/// <summary>The page of jobs: its example is taken, and the answers have these members and types.</summary>
[Trait("row", "B39")]
public sealed class JobShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_job_has_the_documented_shape()
    {
        var shape = Shape.Read("jobs/job");
        var request = shape.Request!.DeepClone();
        request["params"]!["ticket_ids"] = new JsonArray((long)(await desk.Admin.OpenTicketAsync())["id"]!);
        var created = (await desk.Admin.PostJsonAsync("/api/jobs", request.ToJsonString())).Is(HttpStatusCode.Created);
        shape.Matches(created.Json);
        JsonNode? seen = null;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((seen = (await desk.Admin.GetJsonAsync($"/api/jobs/{created["id"]}")).Is(HttpStatusCode.OK).Json)["ended_datetime"] is null)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        shape.Matches(seen);
        Assert.Equal("done", (string?)seen["status"]);
        shape.Matches((await desk.Admin.GetJsonAsync("/api/jobs")).Is(HttpStatusCode.OK)["data"]![0]);
    }
}
