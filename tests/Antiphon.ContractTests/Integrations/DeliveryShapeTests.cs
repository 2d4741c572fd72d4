using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Integrations;

/// <summary>The members and types of deliveries.</summary>
[Trait("row", "C17")]
public sealed class DeliveryShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_delivery_and_its_attempts_have_the_documented_shape()
    {
        // "localhost" is looked up when it is called, and refused then.
        var integration = (await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("Inside", "https://localhost/hooks"))).Is(HttpStatusCode.Created)["id"];
        var sent = (await desk.Admin.PostJsonAsync($"/api/integrations/{integration}/test", new { })).Is(HttpStatusCode.Accepted);
        JsonNode detail;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            detail = (await desk.Admin.GetJsonAsync($"/api/integrations/{integration}/deliveries/{sent["id"]}")).Is(HttpStatusCode.OK).Json;
        }
        while ((string?)detail["delivery"]!["status"] is "pending");
        Shape.Read("integrations/delivery").Matches(detail);
        var listed = (await desk.Admin.GetJsonAsync($"/api/integrations/{integration}/deliveries?status=failed")).Is(HttpStatusCode.OK)["data"]![0]!;
        Assert.True(JsonNode.DeepEquals(detail["delivery"], listed));
    }
}
